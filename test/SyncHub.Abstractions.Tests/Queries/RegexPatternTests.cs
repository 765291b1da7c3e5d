using System.Text;
using System.Text.RegularExpressions;
using SyncHub.Queries;

namespace SyncHub.Abstractions.Tests.Queries;

/// <summary>What .NET's own engine answers, in a number of steps that no pattern can drive up.</summary>
public sealed class RegexPatternTests
{
    private static readonly string[] Texts =
    [
        "", "a", "b", "ab", "aB", "AB", "ba", "aab", "a\n", "a\nb", "\n", "a b", "a-b", "]", "[", "}", "{2}", "a{,5}", "A1_", "é", "É", "\u212A", "k", "K", "ß", "ǅ",
        "\U0001F600", "a\u200Db", "a\u0301", "0", "9", "٣", "\t", " ", "\\", "^", "x#y", "aaaa", "abab", "\u0001", "AbAb", "..", "a.b",
    ];

    [Theory]
    [InlineData("")]
    [InlineData("abc|ab|")]
    [InlineData("a|b")]
    [InlineData("^a$")]
    [InlineData("^a\\Z")]
    [InlineData("\\Aa\\z")]
    [InlineData("(?m)^b$")]
    [InlineData("(?m:^b)$")]
    [InlineData("a.b")]
    [InlineData("(?s)a.b")]
    [InlineData("(?s:a.)b|(a.b)")]
    [InlineData("\\bb\\b")]
    [InlineData("\\Bb")]
    [InlineData("^\\b")]
    [InlineData("(?i)ab")]
    [InlineData("(?i)k")]
    [InlineData("(?i:a)b")]
    [InlineData("(?i)a(?-i)b")]
    [InlineData("(a(?i)b)B|c")]
    [InlineData("(?i)É")]
    [InlineData("(?i)[j-l]")]
    [InlineData("[a-c]+$")]
    [InlineData("[^a-c]")]
    [InlineData("[]a]")]
    [InlineData("[^]a]")]
    [InlineData("[\\]]")]
    [InlineData("[\\[]")]
    [InlineData("[\\\\]")]
    [InlineData("[a\\-b]$")]
    [InlineData("]")]
    [InlineData("}")]
    [InlineData("a{2")]
    [InlineData("a{,5}")]
    [InlineData("a{2}")]
    [InlineData("^a{2,}$")]
    [InlineData("^a{1,3}$")]
    [InlineData("^(ab){2}?$")]
    [InlineData("^a{0}$")]
    [InlineData("^(a|b{2})*?$")]
    [InlineData("^(a?)*$")]
    [InlineData("^(|a)+$")]
    [InlineData("(){0,3}a")]
    [InlineData("(?<name>a)b")]
    [InlineData("(?'name'a)b")]
    [InlineData("(?:a|b)b")]
    [InlineData("(?n)(a)b")]
    [InlineData("\\d")]
    [InlineData("\\D\\w\\W")]
    [InlineData("\\s\\S")]
    [InlineData("\\p{Lu}")]
    [InlineData("\\P{L}")]
    [InlineData("\\p{IsCyrillic}|\\p{Lt}")]
    [InlineData("\\x61\\u0062")]
    [InlineData("\\0|\\01|\\001")]
    [InlineData("\\cA")]
    [InlineData("\\t|\\n|\\e")]
    [InlineData("\\.|\\{|\\^")]
    [InlineData("#")]
    [InlineData("a b")]
    [InlineData("\\uD83D")]
    public void IsMatch_EachConstruct_AnswersAsDotNet(string pattern)
    {
        var expected = new Regex(pattern, RegexOptions.CultureInvariant);
        var actual = RegexPattern.Parse(pattern);

        Assert.All(Texts, text => Assert.True(expected.IsMatch(text) == actual.IsMatch(text), $"/{pattern}/ on \"{text}\""));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void IsMatch_RandomPatternsOverRandomTexts_AnswersAsDotNet(int seed)
    {
        var random = new Random(seed);
        var (hits, checks) = (0, 0);
        for (var run = 0; run < 1_500; run++)
        {
            var pattern = Pattern(2);

            // The engine that backtracks would not come to an end with some of these.
            var expected = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            var actual = RegexPattern.Parse(pattern);
            for (var text = 0; text < 12; text++)
            {
                var subject = string.Concat(Enumerable.Range(0, random.Next(7)).Select(_ => Pick("abAB1 \n-")));
                var isMatch = actual.IsMatch(subject, out var steps);
                Assert.True(expected.IsMatch(subject) == isMatch, $"Seed {seed}: /{pattern}/ on \"{subject}\"");
                Assert.InRange(steps, 1, (actual.Size + 1L) * (subject.Length + 1));
                (hits, checks) = (hits + (isMatch ? 1 : 0), checks + 1);
            }
        }

        Assert.InRange(hits, checks / 5, checks * 4 / 5);

        string Pattern(int depth)
        {
            var text = new StringBuilder();
            for (var parts = random.Next(1, 4); parts > 0; parts--)
            {
                var isPlace = random.Next(8) == 0;
                text.Append(isPlace ? Pick(["^", "$", "\\b", "\\B", "\\A", "\\z", "\\Z"])
                    : depth > 0 && random.Next(3) == 0 ? $"({Pick(["", "?:", "?i:", "?m:", "?s-i:"])}{Pattern(depth - 1)}{(random.Next(2) == 0 ? "|" + Pattern(depth - 1) : string.Empty)})"
                    : Pick(["a", "b", "A", "1", ".", "[ab]", "[^a]", "\\w", "\\s", "\\d", "(?i)b", "-"]));
                text.Append(isPlace ? string.Empty : Pick(["", "", "", "*", "+", "?", "{2}", "{1,2}", "{0,1}", "*?", "{1,}?"]));
            }

            return text.ToString();
        }

        TItem Pick<TItem>(params IReadOnlyList<TItem> items) => items[random.Next(items.Count)];
    }

    [Theory]
    [InlineData("((((((a?){2}){2}){2}){2}){2}){2}!")]
    [InlineData("(a|b)*a(a|b){20}c")]
    [InlineData("[ab]*a[ab]{85}\\d")]
    [InlineData("(\\w+\\s?){40}!")]
    [InlineData("(?i)([a-z]*[0-9]?){50}!")]
    [InlineData("(\\p{L}*\\p{Lu}?){50}!")]
    [InlineData("(a?){60}(a?){60}!")]
    [InlineData("(x+x+)+y")]
    [InlineData("((a*)*)*!")]
    public void IsMatch_PatternMadeToExplode_TakesAStepForEachPartAndPlace(string pattern)
    {
        var compiled = RegexPattern.Parse(pattern);
        var random = new Random(1);
        foreach (var alphabet in new[] { "a", "ab", "abcdefgh ", "éøßжλ" })
        {
            var text = string.Concat(Enumerable.Range(0, 2_000).Select(_ => alphabet[random.Next(alphabet.Length)]));

            Assert.False(compiled.IsMatch(text, out var steps));
            Assert.InRange(steps, text.Length, (compiled.Size + 1L) * (text.Length + 1));
        }
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("a|b", 4)]
    [InlineData("a*", 3)]
    [InlineData("a?", 2)]
    [InlineData("a+", 4)]
    [InlineData("a{3}", 3)]
    [InlineData("a{3,5}", 7)]
    [InlineData("a{3,}", 6)]
    [InlineData("(){999999999}", 0)]
    [InlineData("(ab){3}c", 7)]
    [InlineData("\\ba", 2)]
    public void Size_OfPattern_CountsWhatIsRepeated(string pattern, int size) => Assert.Equal(size, RegexPattern.Parse(pattern).Size);

    [Theory]
    [InlineData("(((((a{99}){99}){99}){99}){99}){99}")]
    [InlineData("a{2147483647}")]
    [InlineData("(a{2147483647}){2147483647}")]
    [InlineData("(|){999999}")]
    [InlineData("(){0,999999}")]
    [InlineData("[ab]{257}")]
    public void Parse_TooLarge_IsRefused(string pattern) => Assert.Throws<OverflowException>(() => RegexPattern.Parse(pattern));

    [Theory]
    [InlineData("(?=a)")]
    [InlineData("(?!a)")]
    [InlineData("(?<=a)")]
    [InlineData("(?<!a)")]
    [InlineData("(?>a)")]
    [InlineData("(?(a)b|c)")]
    [InlineData("(a)\\1")]
    [InlineData("(?<n>a)\\k<n>")]
    [InlineData("(?<n>a)(?<-n>b)")]
    [InlineData("(?<n>a)(?<m-n>b)")]
    [InlineData("\\Ga")]
    [InlineData("a(?#b)")]
    [InlineData("(?x)a b")]
    [InlineData("(?x:a b)")]
    [InlineData("[a-z-[b]]")]
    [InlineData("[[]")]
    public void Parse_WhatTakesMoreThanOnePass_IsRefused(string pattern)
    {
        _ = new Regex(pattern);
        Assert.Throws<NotSupportedException>(() => RegexPattern.Parse(pattern));
    }

    [Fact]
    public void Parse_LargestSize_IsTaken() => Assert.Equal(RegexPattern.MaxSize, RegexPattern.Parse("[ab]{256}").Size);
}
