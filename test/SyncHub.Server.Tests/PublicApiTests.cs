using SyncHub.Testing.PublicApi;

namespace SyncHub.Server.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_IsTheApprovedOne() => Assert.Null(ApprovedApi.Differences(typeof(SyncHubOptions).Assembly));
}
