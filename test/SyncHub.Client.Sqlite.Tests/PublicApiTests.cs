using SyncHub.Testing.PublicApi;

namespace SyncHub.Client.Sqlite.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_IsTheApprovedOne() => Assert.Null(ApprovedApi.Differences(typeof(SqliteCacheStore).Assembly));
}
