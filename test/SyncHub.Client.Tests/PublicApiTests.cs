using SyncHub.Testing.PublicApi;

namespace SyncHub.Client.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_IsTheApprovedOne() => Assert.Null(ApprovedApi.Differences(typeof(SyncClient).Assembly));

    [Fact]
    public void Compare_MemberChanged_NamesItsTypeAndBothLines() => Assert.Equal(
        ["- B: class › int X { get; }", "+ B: class › long X { get; }", "+ C: class"],
        ApprovedApi.Compare(["A: class", "    int X { get; }", "", "B: class", "    int X { get; }"], ["A: class", "    int X { get; }", "", "B: class", "    long X { get; }", "", "C: class"]));
}
