using SyncHub.Testing.PublicApi;

namespace SyncHub.EntityFrameworkCore.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_IsTheApprovedOne() => Assert.Null(ApprovedApi.Differences(typeof(UtcTicksConverter).Assembly));
}
