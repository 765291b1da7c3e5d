using System.Text;
using SyncHub.Queries;

namespace SyncHub.Abstractions.Tests.Queries;

public sealed class TextComparisonTests
{
    private const int Seed = 7;

    private static readonly string[] Units = ["a", "b", "%", "_", "\\", "\u007F", "\u0080", "\uD7FF", "\uE000", "\uFFFF", "\U00010000", "\U0001F600", "\U0010FFFF"];

    [Fact]
    public void Compare_RandomTexts_IsTheOrderOfTheirUtf8Bytes()
    {
        var random = new Random(Seed);
        for (var run = 0; run < 20_000; run++)
        {
            var (left, right) = (Text(random), Text(random));
            var expected = Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));

            Assert.True(Math.Sign(expected) == Math.Sign(CodePointComparer.Compare(left, right)), $"Seed {Seed}, run {run}: '{left}' and '{right}'");
        }
    }

    [Fact]
    public void Compare_Null_ComesFirst()
    {
        Assert.True(CodePointComparer.Compare(null, string.Empty) < 0);
        Assert.True(CodePointComparer.Compare(string.Empty, null) > 0);
        Assert.Equal(0, CodePointComparer.Compare(null, null));
    }

    [Fact]
    public void IsMatch_RandomPatterns_IsWhatTheOracleSays()
    {
        var random = new Random(Seed);
        var hits = 0;
        for (var run = 0; run < 20_000; run++)
        {
            var pattern = Text(random);
            var text = Text(random);
            if (!LikePattern.IsValid(pattern))
            {
                continue;
            }

            var expected = WireOracle.Like(text, pattern);
            hits += expected ? 1 : 0;
            Assert.True(expected == LikePattern.IsMatch(text, pattern), $"Seed {Seed}, run {run}: '{text}' like '{pattern}'");
        }

        Assert.InRange(hits, 500, 15_000);
    }

    private static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(2) == 0 ? Units[random.Next(5)] : Units[random.Next(Units.Length)]));
}
