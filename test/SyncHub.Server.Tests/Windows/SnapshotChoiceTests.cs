using SyncHub.Server.Windows;

namespace SyncHub.Server.Tests.Windows;

public sealed class SnapshotChoiceTests
{
    private static readonly SyncKey[] Page = [.. Enumerable.Range(0, 50).Select(number => (SyncKey)$"k{number:00}")];

    [Fact]
    public void IsSnapshotSmaller_NoEdits_False() => Assert.False(SnapshotChoice.IsSnapshotSmaller([], Page, new Sizes(200, 20)));

    [Fact]
    public void IsSnapshotSmaller_EmptyPage_True() => Assert.True(SnapshotChoice.IsSnapshotSmaller([Edit(WindowEditKind.Remove)], [], new Sizes(200, 20)));

    [Fact]
    public void IsSnapshotSmaller_EveryRowInserted_True() =>
        Assert.True(SnapshotChoice.IsSnapshotSmaller([.. Page.Select(_ => Edit(WindowEditKind.Insert))], Page, new Sizes(200, 20)));

    [Fact]
    public void IsSnapshotSmaller_EveryRowUpdatedALittle_DependsOnTheBodies()
    {
        WindowEdit[] edits = [.. Page.Select(_ => Edit(WindowEditKind.Update))];

        Assert.False(SnapshotChoice.IsSnapshotSmaller(edits, Page, new Sizes(200, 20)));
        Assert.True(SnapshotChoice.IsSnapshotSmaller(edits, Page, new Sizes(50, 20)));
    }

    [Fact]
    public void IsSnapshotSmaller_OneEdit_LooksAtFewRows()
    {
        var sizes = new Sizes(200, 20);

        Assert.False(SnapshotChoice.IsSnapshotSmaller([Edit(WindowEditKind.Insert), Edit(WindowEditKind.Remove)], Page, sizes));

        Assert.InRange(sizes.Asked, 1, 4);
    }

    private static WindowEdit Edit(WindowEditKind kind) => new(kind, 0, 0, Page[0], ChangedProperties.Of("text"));

    private sealed class Sizes(int body, int change) : IRowSizes
    {
        public int Asked { get; private set; }

        public int Body(SyncKey key)
        {
            Asked++;
            return body;
        }

        public int Change(SyncKey key, ChangedProperties changed) => change;
    }
}
