using SyncHub.Server.Resolvers;

namespace SyncHub.Server.Tests.Resolvers;

public sealed class RetryDelayTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(4, 8)]
    [InlineData(5, 16)]
    [InlineData(6, 30)]
    [InlineData(7, 30)]
    [InlineData(int.MaxValue, 30)]
    public void After_Failures_GrowsToAnEnd(int failures, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), RetryDelay.After(failures));
}
