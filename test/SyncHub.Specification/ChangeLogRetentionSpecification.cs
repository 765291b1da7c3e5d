using SyncHub.Server.Log;
using SyncHub.Server.Model;
using Xunit;

namespace SyncHub.Specification;

/// <summary>What every change log keeps, gives up, and says about it.</summary>
public abstract class ChangeLogRetentionSpecification : ChangeLogTestBase
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Fact]
    public async Task Read_MoreThanTheCount_CoversTheNewestOnly()
    {
        var log = await CreateAsync(new ChangeRetention(Age, Count: 3, Bytes: 1_000_000));
        foreach (var seq in Enumerable.Range(1, 8))
        {
            await log.AppendAsync(Changes.Commit("tasks", 1));

            await AssertKeepsAfter(log, floor: Math.Max(0, seq - 3), head: seq);
        }
    }

    [Fact]
    public async Task Read_MoreThanTheBytes_CoversTheNewestThatFit()
    {
        var log = await CreateAsync(new ChangeRetention(Age, Count: 1000, Bytes: 100));
        await log.AppendAsync(new Commit([Changes.Add("tasks", 1, bytes: 60)]));
        await AssertKeepsAfter(log, floor: 0, head: 1);
        await log.AppendAsync(new Commit([Changes.Update("tasks", 1, bytes: 40)]));
        await AssertKeepsAfter(log, floor: 0, head: 2);

        await log.AppendAsync(new Commit([Changes.Remove("tasks", 1, bytes: 59)]));
        await AssertKeepsAfter(log, floor: 1, head: 3);

        await log.AppendAsync(new Commit([Changes.Add("tasks", 1, bytes: 42)]));
        await AssertKeepsAfter(log, floor: 3, head: 4);
    }

    [Fact]
    public async Task Read_OlderThanTheAge_IsGivenUpAtThatMoment()
    {
        var log = await CreateAsync(new ChangeRetention(Age, Count: 1000, Bytes: 1_000_000));
        await log.AppendAsync(Changes.Commit("tasks", 2));
        Time.Advance(TimeSpan.FromMinutes(1));
        await log.AppendAsync(Changes.Commit("tasks", 1));

        Time.Advance(Age - TimeSpan.FromMinutes(1) - Tick);
        await AssertKeepsAfter(log, floor: 0, head: 3);
        Time.Advance(Tick);
        await AssertKeepsAfter(log, floor: 2, head: 3);
        Time.Advance(TimeSpan.FromMinutes(1));
        await AssertKeepsAfter(log, floor: 3, head: 3);
    }

    [Fact]
    public async Task Append_AllIsGivenUp_GoesOnFromTheHead()
    {
        var log = await CreateAsync(new ChangeRetention(Age, Count: 1000, Bytes: 1_000_000));
        var head = (await log.AppendAsync(Changes.Commit("tasks", 4)))["tasks"];
        Time.Advance(Age * 3);

        Assert.Equal(head, await log.GetHeadAsync("tasks"));
        Assert.Equal(head, (await log.ReadAsync("tasks", 4, 10)).Head);
        await log.AppendAsync(Changes.Commit("tasks", 1));

        await AssertKeepsAfter(log, floor: 4, head: 5);
    }

    [Fact]
    public async Task Append_CommitBeyondTheBounds_KeepsItsEndAndNumbersTheWhole()
    {
        var log = await CreateAsync(new ChangeRetention(Age, Count: 3, Bytes: 1_000_000));

        var heads = await log.AppendAsync(Changes.Commit("tasks", 10));

        Assert.Equal(10, heads["tasks"].Seq);
        await AssertKeepsAfter(log, floor: 7, head: 10);
        Assert.All((await log.ReadAsync("tasks", 7, 10)).Entries, entry => Assert.Equal((1, 10), (entry.CommitFirstSeq, entry.CommitSeq)));
    }

    [Fact]
    public async Task Append_ChangeBeyondTheBytes_LeavesTheHead()
    {
        var log = await CreateAsync(new ChangeRetention(Age, Count: 1000, Bytes: 100));

        await log.AppendAsync(new Commit([Changes.Add("tasks", 1, bytes: 101)]));

        await AssertKeepsAfter(log, floor: 1, head: 1);
    }

    [Fact]
    public async Task Read_OneModelsBounds_AreNoOthers()
    {
        var log = await CreateAsync(new Dictionary<string, ChangeRetention>
        {
            ["tasks"] = new(Age, Count: 2, Bytes: 1_000_000),
            ["notes"] = ChangeRetention.Default,
        });

        await log.AppendAsync(new Commit([.. Changes.Commit("tasks", 5).Changes, .. Changes.Commit("notes", 5).Changes]));

        await AssertKeepsAfter(log, floor: 3, head: 5);
        Assert.Equal(5, (await log.ReadAsync("notes", 0, 10)).Entries.Count);
    }

    private static async Task AssertKeepsAfter(IChangeLog log, long floor, long head)
    {
        for (var after = 0L; after <= head; after++)
        {
            var slice = await log.ReadAsync("tasks", after, 1000);

            Assert.Equal((floor, head), (slice.FloorSeq, slice.Head.Seq));
            Assert.Equal(after >= floor, slice.Covers(after));
            Assert.Equal(after < floor ? 0 : head - after, slice.Entries.Count);
            Assert.Equal(slice.Entries.Select((_, index) => after + 1 + index), slice.Entries.Select(entry => entry.Seq));
        }
    }

    private Task<IChangeLog> CreateAsync(ChangeRetention retention) =>
        CreateAsync(new Dictionary<string, ChangeRetention> { ["tasks"] = retention });
}
