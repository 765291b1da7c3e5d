using SyncHub.Server.Log;
using Xunit;

namespace SyncHub.Specification;

/// <summary>
/// What every change log does. Derive from it, make logs of your kind, and the tests are yours. Nothing here expects a call to complete
/// synchronously, nor reads to be cheap. What concerns retention and concurrency is in classes of their own, to be derived from as well.
/// </summary>
public abstract class ChangeLogSpecification : ChangeLogTestBase
{
    [Fact]
    public async Task Health_NewLog_IsHealthy()
    {
        var log = await CreateAsync("tasks");

        Assert.True(log.Health.IsHealthy, log.Health.Reason);
    }

    [Fact]
    public async Task GetHead_NewLog_IsZeroAtTheBeginningOfTheEpoch()
    {
        var began = Time.GetUtcNow();
        var log = await CreateAsync("tasks");
        Time.Advance(TimeSpan.FromMinutes(1));

        var head = await log.GetHeadAsync("tasks");

        Assert.Equal(0, head.Seq);
        Assert.Equal(began, head.Timestamp);
        Assert.NotEmpty(head.Epoch);
    }

    [Fact]
    public async Task Epoch_OfOneLog_IsTheSameForAllModelsAndForGood()
    {
        var log = await CreateAsync("tasks", "notes");
        var epoch = (await log.GetHeadAsync("tasks")).Epoch;

        await log.AppendAsync(Changes.Commit("notes", 1));

        Assert.Equal(epoch, (await log.GetHeadAsync("notes")).Epoch);
        Assert.Equal(epoch, (await log.ReadAsync("tasks", 0, 1)).Head.Epoch);
    }

    [Fact]
    public async Task Epoch_OfTwoLogs_Differs()
    {
        var epochs = new HashSet<string>();
        for (var count = 0; count < 20; count++)
        {
            var log = await CreateAsync("tasks");
            epochs.Add((await log.GetHeadAsync("tasks")).Epoch);
        }

        Assert.Equal(20, epochs.Count);
        Assert.All(epochs, epoch => Assert.Equal(epoch, Uri.EscapeDataString(epoch)));
    }

    [Fact]
    public async Task Append_FirstChange_IsNumberOne()
    {
        var log = await CreateAsync("tasks");

        var heads = await log.AppendAsync(Changes.Commit("tasks", 1));

        Assert.Equal(1, heads["tasks"].Seq);
        Assert.Equal(1, Assert.Single((await log.ReadAsync("tasks", 0, 10)).Entries).Seq);
    }

    [Fact]
    public async Task Append_SeveralCommits_NumbersDenselyAndNamesTheCommit()
    {
        var log = await CreateAsync("tasks");
        foreach (var size in new[] { 1, 3, 2 })
        {
            await log.AppendAsync(Changes.Commit("tasks", size, $"of {size}"));
        }

        var entries = (await log.ReadAsync("tasks", 0, 100)).Entries;

        Assert.Equal(
            [(1, 1, 1, "of 1"), (2, 2, 4, "of 3"), (3, 2, 4, "of 3"), (4, 2, 4, "of 3"), (5, 5, 6, "of 2"), (6, 5, 6, "of 2")],
            entries.Select(entry => (entry.Seq, entry.CommitFirstSeq, entry.CommitSeq, entry.MutationId)));
    }

    [Fact]
    public async Task Append_SeveralWithoutWaiting_KeepsTheirOrder()
    {
        var log = await CreateAsync("tasks", "notes");

        var appends = Enumerable.Range(1, 200).Select(number => log.AppendAsync(Changes.Commit(number % 3 == 0 ? "notes" : "tasks", 1, $"{number}")).AsTask()).ToList();
        await Task.WhenAll(appends);

        foreach (var model in new[] { "tasks", "notes" })
        {
            var entries = (await log.ReadAsync(model, 0, 1000)).Entries;
            var numbers = Enumerable.Range(1, 200).Where(number => (number % 3 == 0) == (model == "notes")).ToList();
            Assert.Equal(numbers.Select(number => $"{number}"), entries.Select(entry => entry.MutationId));
        }
    }

    [Fact]
    public async Task Append_CommitOverModels_NumbersEachModelForItself()
    {
        var log = await CreateAsync("tasks", "notes", "tags");
        await log.AppendAsync(Changes.Commit("tasks", 5));

        var heads = await log.AppendAsync(new Commit(
            [Changes.Add("notes", "n1"), Changes.Update("tasks", 1), Changes.Add("notes", "n2"), Changes.Remove("tasks", 2)], "both"));

        Assert.Equal(["notes", "tasks"], heads.Keys.Order());
        Assert.Equal((2, 7), (heads["notes"].Seq, heads["tasks"].Seq));
        var notes = (await log.ReadAsync("notes", 0, 10)).Entries;
        var tasks = (await log.ReadAsync("tasks", 5, 10)).Entries;
        Assert.Equal([("n1", 1, 2), ("n2", 1, 2)], notes.Select(entry => (entry.Change.Key.Text, entry.CommitFirstSeq, entry.CommitSeq)));
        Assert.Equal([("1", 6, 7), ("2", 6, 7)], tasks.Select(entry => (entry.Change.Key.Text, entry.CommitFirstSeq, entry.CommitSeq)));
        Assert.Equal(0, (await log.GetHeadAsync("tags")).Seq);
    }

    [Fact]
    public async Task Append_EveryKindOfChange_ComesBackAsItWas()
    {
        Change[] changes = [Changes.Add("tasks", "a"), Changes.Update("tasks", 7), Changes.Remove("tasks", Guid.Empty)];
        var log = await CreateAsync("tasks");

        await log.AppendAsync(new Commit(changes, "mine"));

        var entries = (await log.ReadAsync("tasks", 0, 10)).Entries;
        Assert.Equal(changes, entries.Select(entry => entry.Change));
        Assert.All(entries, entry => Assert.Equal("mine", entry.MutationId));
    }

    [Fact]
    public async Task Append_WithoutMutationId_HasNone()
    {
        var log = await CreateAsync("tasks");

        await log.AppendAsync(Changes.Commit("tasks", 1));

        Assert.Null(Assert.Single((await log.ReadAsync("tasks", 0, 10)).Entries).MutationId);
    }

    [Fact]
    public async Task Append_LaterCommit_HasTheTimeOfItsAppend()
    {
        var log = await CreateAsync("tasks");
        Time.Advance(TimeSpan.FromSeconds(1));
        await log.AppendAsync(Changes.Commit("tasks", 2));
        Time.Advance(TimeSpan.FromSeconds(1));
        var heads = await log.AppendAsync(Changes.Commit("tasks", 1));

        var slice = await log.ReadAsync("tasks", 0, 10);

        var now = Time.GetUtcNow();
        var before = now - TimeSpan.FromSeconds(1);
        Assert.Equal([before, before, now], slice.Entries.Select(entry => entry.Timestamp));
        Assert.Equal(now, slice.Head.Timestamp);
        Assert.Equal(slice.Head, heads["tasks"]);
        Assert.Equal(slice.Head, await log.GetHeadAsync("tasks"));
    }

    [Fact]
    public async Task Append_ClockSetBack_NeverLooksEarlierThanTheChangeBefore()
    {
        var log = await CreateAsync("tasks", "notes");
        await log.AppendAsync(Changes.Commit("tasks", 1));
        var first = Time.GetUtcNow();
        Time.AdjustClock(TimeSpan.FromMinutes(-1));

        await log.AppendAsync(Changes.Commit("tasks", 1));
        await log.AppendAsync(Changes.Commit("notes", 1));

        Assert.Equal([first, first], (await log.ReadAsync("tasks", 0, 10)).Entries.Select(entry => entry.Timestamp));
        Assert.Equal(first, (await log.GetHeadAsync("notes")).Timestamp);
    }

    [Fact]
    public async Task Append_NoChanges_Throws()
    {
        var log = await CreateAsync("tasks");

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await log.AppendAsync(new Commit([])));
    }

    [Fact]
    public async Task Append_OneUnknownModel_ThrowsNamingItAndStoresNothing()
    {
        var log = await CreateAsync("tasks");

        var exception = await Assert.ThrowsAnyAsync<ArgumentException>(
            async () => await log.AppendAsync(new Commit([Changes.Add("tasks", 1), Changes.Add("ghosts", 1)])));

        Assert.Contains("ghosts", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await log.GetHeadAsync("tasks")).Seq);
        Assert.Empty((await log.ReadAsync("tasks", 0, 10)).Entries);
    }

    [Fact]
    public async Task Append_CancelledBefore_StoresNothing()
    {
        var log = await CreateAsync("tasks");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await log.AppendAsync(Changes.Commit("tasks", 1), new CancellationToken(canceled: true)));

        Assert.Equal(0, (await log.GetHeadAsync("tasks")).Seq);
    }

    [Fact]
    public async Task AnyCall_UnknownModel_ThrowsNamingIt()
    {
        var log = await CreateAsync("tasks");
        (string Model, Func<string, Task> Call)[] calls =
        [
            ("ghosts", async model => await log.ReadAsync(model, 0, 1)),
            ("ghosts", async model => await log.GetHeadAsync(model)),
            ("ghosts", model => Task.FromResult(log.Observe(model, _ => { }))),
            ("Tasks", async model => await log.GetHeadAsync(model)),
        ];

        foreach (var (model, call) in calls)
        {
            var exception = await Assert.ThrowsAnyAsync<ArgumentException>(() => call(model));
            Assert.Contains($"'{model}'", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Read_EveryRange_IsWhatLiesInIt()
    {
        const int Last = 7;
        var log = await CreateAsync("tasks");
        await log.AppendAsync(Changes.Commit("tasks", 3));
        await log.AppendAsync(Changes.Commit("tasks", Last - 3));

        for (var after = 0; after <= Last; after++)
        {
            for (var most = 1; most <= Last + 1; most++)
            {
                var slice = await log.ReadAsync("tasks", after, most);

                Assert.Equal(Enumerable.Range(after + 1, Math.Min(most, Last - after)), slice.Entries.Select(entry => (int)entry.Seq));
                Assert.Equal((Last, 0), (slice.Head.Seq, slice.FloorSeq));
                Assert.True(slice.Covers(after));
            }
        }
    }

    [Fact]
    public async Task Read_BeyondTheHead_IsEmptyAndNotCovered()
    {
        var log = await CreateAsync("tasks");
        await log.AppendAsync(Changes.Commit("tasks", 2));

        var slice = await log.ReadAsync("tasks", 3, 10);

        Assert.Empty(slice.Entries);
        Assert.False(slice.Covers(3));
    }

    [Fact]
    public async Task Observe_Append_HasToldTheHeadWhenItCompletes()
    {
        var log = await CreateAsync("tasks");
        var heads = new List<LogHead>();
        using var observation = log.Observe("tasks", heads.Add);

        foreach (var size in new[] { 1, 3 })
        {
            var appended = await log.AppendAsync(Changes.Commit("tasks", size));

            Assert.Equal(appended["tasks"], heads[^1]);
        }
    }

    [Fact]
    public async Task Observe_CommitOverModels_TellsTheObserversOfEachAndOfNoOther()
    {
        var log = await CreateAsync("tasks", "notes", "tags");
        var heads = new Dictionary<string, LogHead>();
        using var tasks = log.Observe("tasks", head => heads["tasks"] = head);
        using var notes = log.Observe("notes", head => heads["notes"] = head);
        using var tags = log.Observe("tags", head => heads["tags"] = head);

        var appended = await log.AppendAsync(new Commit([Changes.Add("tasks", 1), Changes.Add("notes", 1)]));

        Assert.Equal(appended.OrderBy(head => head.Key), heads.OrderBy(head => head.Key));
    }

    [Fact]
    public async Task Observe_Told_ReadHasTheChange()
    {
        var log = await CreateAsync("tasks");
        Task<LogSlice>? read = null;
        using var observation = log.Observe("tasks", head => read = log.ReadAsync("tasks", head.Seq - 1, 10).AsTask());

        await log.AppendAsync(Changes.Commit("tasks", 1));

        Assert.Single((await read!).Entries);
    }

    [Fact]
    public async Task Observe_Disposed_IsToldNoMore()
    {
        var log = await CreateAsync("tasks");
        var told = 0;
        var stays = 0;
        var observation = log.Observe("tasks", _ => told++);
        using var other = log.Observe("tasks", _ => stays++);
        await log.AppendAsync(Changes.Commit("tasks", 1));

        observation.Dispose();
        observation.Dispose();
        await log.AppendAsync(Changes.Commit("tasks", 1));

        Assert.Equal((1, 2), (told, stays));
    }
}
