using SyncHub.Testing.PublicApi;

namespace SyncHub.Abstractions.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_IsTheApprovedOne() => Assert.Null(ApprovedApi.Differences(typeof(SyncVersion).Assembly));
}
