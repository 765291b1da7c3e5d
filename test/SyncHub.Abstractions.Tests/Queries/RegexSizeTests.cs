using SyncHub.Queries;

namespace SyncHub.Abstractions.Tests.Queries;

public sealed class RegexSizeTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("a*b+c?|d", 4)]
    [InlineData("a{3}", 3)]
    [InlineData("a{3,}", 3)]
    [InlineData("a{3,5}b", 6)]
    [InlineData("a{0}", 1)]
    [InlineData("a{,5}", 5)]
    [InlineData("a{x}", 4)]
    [InlineData("\\{9}", 3)]
    [InlineData("[(]{9}", 9)]
    [InlineData("[])]{9}", 9)]
    [InlineData("[^]a]{9}", 9)]
    [InlineData("[\\]]{9}", 9)]
    [InlineData("(ab){3}c", 7)]
    [InlineData("((a{10}){10}){10}", 1_000)]
    [InlineData("(a?){200}(a?){200}", 400)]
    [InlineData("a{99999999999999999999}", int.MaxValue)]
    [InlineData("(?x)a {9}", int.MaxValue)]
    [InlineData("(ab)(?#c){9}", int.MaxValue)]
    [InlineData("(?i:ab){2}", 8)]
    public void Measure_Pattern_CountsWhatIsRepeated(string pattern, long size) => Assert.Equal(size, RegexSize.Measure(pattern));
}
