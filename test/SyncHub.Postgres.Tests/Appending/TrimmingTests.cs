using SyncHub.Postgres.Appending;
using SyncHub.Server.Model;

namespace SyncHub.Postgres.Tests.Appending;

public sealed class TrimmingTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Three entries: changes 1-2, 3-3, 4-6, of 10 bytes each, 3, 2 and 1 minutes old; a fourth, 7-7, is what comes.
    private static readonly OldEntry[] Oldest = [Entry(2, 3), Entry(3, 2), Entry(6, 1)];

    [Theory]
    [InlineData(7, 40, 10, 0, 40)]
    [InlineData(6, 40, 10, 2, 30)]
    [InlineData(5, 40, 10, 2, 30)]
    [InlineData(4, 40, 10, 3, 20)]
    [InlineData(3, 40, 10, 6, 10)]
    [InlineData(100, 39, 10, 2, 30)]
    [InlineData(100, 29, 10, 3, 20)]
    [InlineData(100, 5, 10, 6, 10)]
    [InlineData(100, 100, 4, 0, 40)]
    [InlineData(100, 100, 3, 2, 30)]
    [InlineData(100, 100, 2, 3, 20)]
    [InlineData(100, 100, 0, 6, 10)]
    public void Apply_ByCountBytesAndAge_KeepsWhatFitsAndNeverTheLastGoes(int count, long bytes, int minutes, long floor, long left)
    {
        var head = Trimming.Apply(new HeadRow(7, Now.UtcTicks, 0, 40), Oldest, new ChangeRetention(TimeSpan.FromMinutes(minutes), count, bytes), Now);

        Assert.Equal(new HeadRow(7, Now.UtcTicks, floor, left), head);
    }

    [Fact]
    public void Apply_RetentionForEver_KeepsAll()
    {
        var head = new HeadRow(7, Now.UtcTicks, 0, 40);

        Assert.Equal(head, Trimming.Apply(head, Oldest, new ChangeRetention(TimeSpan.MaxValue, 100, 100), Now));
    }

    private static OldEntry Entry(long lastSeq, int minutes) => new(lastSeq, (Now - TimeSpan.FromMinutes(minutes)).UtcTicks, 10);
}
