using SyncHub.Testing.PublicApi;

namespace SyncHub.Client.Blazor.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_IsTheApprovedOne() => Assert.Null(ApprovedApi.Differences(typeof(SyncComponentBase).Assembly));
}
