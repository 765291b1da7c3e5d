using SyncHub.Server.Feed;
using SyncHub.Server.Log;
using SyncHub.Server.Model;

namespace SyncHub.Server.Tests.Feed;

public sealed class ChangeHistoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void After_RandomEntriesAndPrunes_EqualsListOracle(int seed)
    {
        var random = new Random(seed);
        var retention = new ChangeRetention(TimeSpan.FromSeconds(40), 50, 2000);
        const int HeldAtLeast = 20;
        var history = new ChangeHistory(retention, HeldAtLeast);
        var all = new List<LogEntry>();
        for (var step = 1; step <= 5000; step++)
        {
            SyncKey key = random.Next(8);
            var entry = Entries.Add(step, key, $$"""{"v":{{random.Next(1000)}}}""");
            history.Add(entry);
            all.Add(entry);
            var now = Entries.Start + TimeSpan.FromSeconds(step + random.Next(60));
            if (random.Next(3) == 0)
            {
                history.Prune(now);
                AssertGranted(history, all, retention, now);
            }

            var after = Math.Max(history.HeldFloor, random.Next(step + 1));
            SyncKey asked = random.Next(8);
            var expected = all.Where(other => other.Seq > after && other.Change.Key == asked).ToList();
            Assert.Equal(expected, history.After(asked, after));
            Assert.Equal(all.Count(other => other.Seq > history.HeldFloor), history.Count);
            Assert.True(history.HeldFloor <= history.GrantedFloor);
        }
    }

    [Fact]
    public void Prune_AgeBeyondTheCalendar_LetsNothingGoForAge()
    {
        var history = new ChangeHistory(new ChangeRetention(TimeSpan.MaxValue, 2, long.MaxValue), heldCount: 0);
        for (var seq = 1; seq <= 3; seq++)
        {
            history.Add(Entries.Add(seq, seq, "{}"));
        }

        history.Prune(Entries.Start + TimeSpan.FromDays(1000));

        Assert.Equal(1, history.GrantedFloor);
        Assert.Equal(2, history.Count);
    }

    [Fact]
    public void Prune_EverythingExpired_KeepsTheLastOnesForFoldsButGrantsNone()
    {
        var history = new ChangeHistory(ChangeRetention.Default, heldCount: 3);
        for (var seq = 1; seq <= 10; seq++)
        {
            history.Add(Entries.Add(seq, seq, "{}"));
        }

        history.Prune(Entries.Start + TimeSpan.FromDays(1));

        Assert.Equal(10, history.GrantedFloor);
        Assert.Equal(7, history.HeldFloor);
        Assert.Equal(3, history.Count);
        Assert.Empty(history.After(1, 0));
        Assert.Single(history.After(8, 7));
    }

    [Fact]
    public void Prune_EverythingExpiredAndLarge_HoldsNoMoreThanTheBytes()
    {
        const string Body = """{"v":"0123456789"}""";
        var history = new ChangeHistory(ChangeRetention.Default, heldCount: 100, heldBytes: 3 * Body.Length);
        for (var seq = 1; seq <= 10; seq++)
        {
            history.Add(Entries.Add(seq, seq, Body));
        }

        history.Prune(Entries.Start);
        Assert.Equal(10, history.Count);

        history.Prune(Entries.Start + TimeSpan.FromDays(1));
        Assert.Equal(3, history.Count);
        Assert.Equal(7, history.HeldFloor);

        history.Add(Entries.Add(11, 1, Body));
        history.Prune(Entries.Start + TimeSpan.FromDays(1));
        Assert.Equal(3, history.Count);
        Assert.Equal(8, history.HeldFloor);
    }

    [Fact]
    public void Prune_OneChangeLargerThanAllBounds_HoldsNothingAndGoesOn()
    {
        var history = new ChangeHistory(new ChangeRetention(TimeSpan.FromMinutes(5), 100, 10), heldCount: 100, heldBytes: 10);
        history.Add(Entries.Add(1, 1, """{"v":"0123456789"}"""));

        history.Prune(Entries.Start);

        Assert.Equal(0, history.Count);
        Assert.Equal(1, history.HeldFloor);
        Assert.Equal(1, history.GrantedFloor);
    }

    [Fact]
    public void Reset_AfterEntries_StartsEmptyAtTheFloor()
    {
        var history = new ChangeHistory(ChangeRetention.Default);
        history.Add(Entries.Add(1, 1, "{}"));

        history.Reset(41);

        Assert.Equal(0, history.Count);
        Assert.Equal(41, history.HeldFloor);
        Assert.Equal(41, history.GrantedFloor);
        Assert.Empty(history.After(1, 0));
    }

    // Granted is the longest run of newest entries that fits all three bounds.
    private static void AssertGranted(ChangeHistory history, List<LogEntry> all, ChangeRetention retention, DateTimeOffset now)
    {
        var granted = all.Where(entry => entry.Seq > history.GrantedFloor).ToList();
        Assert.True(granted.Count <= retention.Count);
        Assert.True(granted.Sum(Bytes) <= retention.Bytes);
        Assert.All(granted, entry => Assert.True(entry.Timestamp >= now - retention.Age));
    }

    private static long Bytes(LogEntry entry) => entry.Change.Before.Utf8.Length + entry.Change.After.Utf8.Length;
}
