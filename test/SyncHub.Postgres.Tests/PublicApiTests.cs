using SyncHub.Testing.PublicApi;

namespace SyncHub.Postgres.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_IsTheApprovedOne() => Assert.Null(ApprovedApi.Differences(typeof(PostgresChangeLog).Assembly));
}
