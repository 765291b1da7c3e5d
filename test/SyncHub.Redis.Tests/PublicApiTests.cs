using SyncHub.Testing.PublicApi;

namespace SyncHub.Redis.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_IsTheApprovedOne() => Assert.Null(ApprovedApi.Differences(typeof(RedisChangeLog).Assembly));
}
