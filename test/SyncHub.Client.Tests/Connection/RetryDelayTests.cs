using SyncHub.Client.Connection;

namespace SyncHub.Client.Tests.Connection;

public sealed class RetryDelayTests
{
    private static readonly TimeSpan Base = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(3, 8)]
    [InlineData(4, 16)]
    [InlineData(5, 30)]
    [InlineData(6, 30)]
    [InlineData(int.MaxValue, 30)]
    public void After_LargestSample_ReachesTheCeiling(int failures, double ceilingSeconds)
    {
        var delay = new RetryDelay(Base, Max, () => 0.999999).After(failures);

        Assert.Equal(ceilingSeconds, delay.TotalSeconds, precision: 3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void After_SmallestSample_IsTheBase(int failures) =>
        Assert.Equal(Base, new RetryDelay(Base, Max, () => 0).After(failures));

    [Fact]
    public void After_ThousandClientsCutOffTogether_ComeBackSpreadOut()
    {
        const int Seed = 4711;
        var random = new Random(Seed);
        var delay = new RetryDelay(Base, Max, random.NextDouble);

        var perTenth = Enumerable.Range(0, 1_000).Select(_ => delay.After(1)).GroupBy(wait => (int)(wait.TotalSeconds * 10)).Select(group => group.Count()).ToList();

        Assert.Equal(10, perTenth.Count);
        Assert.All(perTenth, count => Assert.InRange(count, 50, 160));
    }

    [Fact]
    public void After_BaseEqualsMax_IsConstant() =>
        Assert.Equal(Base, new RetryDelay(Base, Base, () => 0.7).After(9));

    [Fact]
    public void After_NoFailure_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryDelay(Base, Max, () => 0).After(0));
}
