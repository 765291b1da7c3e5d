using System.Collections.Specialized;
using SyncHub.Client.Handles;
using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Collections.PageWire;
using static SyncHub.Client.Tests.Mutations.MutationWire;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Mutations;

/// <summary>Optimistic writes in collections.</summary>
public sealed class CollectionMutationTests
{
    [Fact]
    public async Task Add_Issued_RespectsFilterOrderAndTop()
    {
        await using var scripted = new ScriptedClient();
        await using var notes = scripted.Client.SubscribeCollection<Note>(q => q.Where(note => note.Text != "x").OrderBy(note => note.Text).Take(3));
        var connection = await scripted.Server.NextAsync();
        await connection.SendAsync(Page((await connection.NextCollectionAsync()).RequestId, $"[{Body(1, "b")},{Body(2, "d")},{Body(3, "f")}]", 5, 4));
        await notes.WhenSyncedAsync().Within();

        scripted.Client.Mutate(m => m.Add(7, new Note(7, "x")));
        await ShowsAsync(scripted, notes, "b d f", 4);
        scripted.Client.Mutate(m => m.Add(8, new Note(8, "z")));
        await ShowsAsync(scripted, notes, "b d f", 5);
        var shown = scripted.Client.Mutate(m => m.Add(9, new Note(9, "c")));
        await ShowsAsync(scripted, notes, "b c d", 6);
        Assert.Equal(
            (RowStatus.Settled, RowStatus.Pending), (notes.DataOrDefault!.StatusAt(0), notes.DataOrDefault.StatusOf(notes.DataOrDefault.Entries[1])));

        shown.Rollback();
        await ShowsAsync(scripted, notes, "b d f", 5);
    }

    [Fact]
    public async Task Remove_MissingKey_ChangesNoCountAndRaisesNothing()
    {
        await using var scripted = new ScriptedClient();
        var (notes, _) = await scripted.SyncedPageAsync("ab", total: 9);
        var before = notes.DataOrDefault;
        scripted.Client.Mutate(m => m.Remove<Note>(77));
        await scripted.SettledAsync();

        Assert.Same(before, notes.DataOrDefault);
    }

    [Fact]
    public async Task Update_KeyElsewhere_MovesFromOneListToTheOther()
    {
        await using var scripted = new ScriptedClient();
        await using var low = scripted.Client.SubscribeCollection<Note>(q => q.Where(note => note.Rank < 10).OrderBy(note => note.Rank).Take(5));
        var connection = await scripted.Server.NextAsync();
        await connection.SendAsync(Page((await connection.NextCollectionAsync()).RequestId, """[{"id":1,"text":"a","rank":1},{"id":2,"text":"b","rank":2}]""", 5, 2));
        await using var high = scripted.Client.SubscribeCollection<Note>(q => q.Where(note => note.Rank >= 10).OrderBy(note => note.Rank).Take(5));
        await connection.SendAsync(Page((await connection.NextCollectionAsync()).RequestId, """[{"id":3,"text":"c","rank":30}]""", 5, 1, "s2"));
        await Task.WhenAll(low.WhenSyncedAsync(), high.WhenSyncedAsync()).Within();

        var mutation = scripted.Client.Mutate(m => m.Update<Note>(1, change => change.Set(note => note.Rank, 20)));
        await ShowsAsync(scripted, low, "b", 1);
        await ShowsAsync(scripted, high, "a c", 2);

        // One list hears of it before the other one, and neither goes back.
        await connection.SendAsync(Changed(6, 5, 1, Remove(0, 1)) with { MutationIds = [mutation.Id] });
        await ShowsAsync(scripted, low, "b", 1);
        await ShowsAsync(scripted, high, "a c", 2);
        Assert.Equal(MutationStatus.Accepted, mutation.Status);
        var comes = new CollectionEdit { Type = CollectionEdit.Insert, Index = 0, Entity = Raw("""{"id":1,"text":"a","rank":20}""") };
        await connection.SendAsync(Changed(6, 5, 2, comes) with { SubscriptionId = "s2", MutationIds = [mutation.Id] });
        await mutation.Settled.Within();
        await ShowsAsync(scripted, high, "a c", 2);
        Assert.Equal(RowStatus.Settled, high.DataOrDefault!.StatusAt(0));
    }

    [Fact]
    public async Task Add_ServerChoosesTheKey_ItsRowTakesThePlaceInOneStep()
    {
        await using var scripted = new ScriptedClient();
        var (notes, connection) = await scripted.SyncedPageAsync("a", top: 3, total: 1);
        var mutation = scripted.Client.Mutate(m => m.Add(-1, new Note(-1, "new")));
        await ShowsAsync(scripted, notes, "new a", 2);
        var seen = new List<string>();
        notes.CollectionChanged += (_, _) =>
        {
            lock (seen)
            {
                seen.Add(string.Join(' ', notes.Select(note => note.Id)));
            }
        };

        await connection.SendAsync(Changed(6, 5, 2, Insert(1, 7, "new")) with { MutationIds = [mutation.Id] });
        await ShowsAsync(scripted, notes, "a new", 2);
        await mutation.Settled.Within();
        await notes.WhenAsync(state => state is SyncState<CollectionData<Note>>.Synced { Data.Count: 2 });
        Assert.Equal([1, 7], notes.DataOrDefault!.Entries.Select(note => note.Id));
        Assert.Equal(At(6), notes.Version);
    }

    [Fact]
    public async Task Edits_OverAndUnderOverlays_LeaveTheBoundListAsTheDataIs()
    {
        await using var scripted = new ScriptedClient();
        var (notes, connection) = await scripted.SyncedPageAsync("abc", top: 4, total: 3);
        var mirror = new List<Note>(notes);
        var resets = 0;
        var events = new SemaphoreSlim(0);
        notes.CollectionChanged += (_, change) =>
        {
            switch (change.Action)
            {
                case NotifyCollectionChangedAction.Add:
                    mirror.Insert(change.NewStartingIndex, (Note)change.NewItems![0]!);
                    break;
                case NotifyCollectionChangedAction.Remove:
                    mirror.RemoveAt(change.OldStartingIndex);
                    break;
                case NotifyCollectionChangedAction.Replace:
                    mirror[change.NewStartingIndex] = (Note)change.NewItems![0]!;
                    break;
                case NotifyCollectionChangedAction.Move:
                    mirror.RemoveAt(change.OldStartingIndex);
                    mirror.Insert(change.NewStartingIndex, (Note)change.OldItems![0]!);
                    break;
                default:
                    resets++;
                    break;
            }
        };
        notes.StateChanged += (_, _) => events.Release();

        const int Seed = 74;
        var random = new Random(Seed);
        var server = new List<(int Id, string Text)> { (1, "a"), (2, "b"), (3, "c") };
        var underWay = new List<SyncMutation>();
        for (var step = 0; step < 200; step++)
        {
            if (random.Next(3) == 0)
            {
                var index = random.Next(server.Count);
                server[index] = (server[index].Id, $"s{step}");
                await connection.SendAsync(Changed(6 + step, 5, server.Count, Update(index, server[index].Id, $"s{step}")));
            }
            else if (underWay.Count > 3)
            {
                var at = random.Next(underWay.Count);
                underWay[at].Rollback();
                underWay.RemoveAt(at);
            }
            else
            {
                underWay.Add(random.Next(3) switch
                {
                    0 => scripted.Client.Mutate(m => m.Remove<Note>(random.Next(1, 4))),
                    1 => scripted.Client.Mutate(m => m.Add(step + 100, new Note(step + 100, "added"))),
                    _ => scripted.Client.SetText(random.Next(1, 4), $"m{step}"),
                });
            }

            await scripted.SettledAsync();
            if (step % 16 == 0)
            {
                // Handlers that fall behind by more than 64 changes are told to start over.
                await DrainAsync(scripted.Client);
            }
        }

        underWay.ForEach(mutation => mutation.Rollback());
        await scripted.SettledAsync();
        await DrainAsync(scripted.Client);
        Assert.True(mirror.SequenceEqual(notes.DataOrDefault!.Entries), $"seed {Seed}: {string.Join(' ', mirror)}");
        Assert.Equal(server, notes.DataOrDefault.Entries.Select(note => (note.Id, note.Text)));
        Assert.Equal((0, 3), (resets, notes.DataOrDefault.Count));
    }

    [Fact]
    public async Task Update_RowUnchanged_OtherRowsStayTheObjectsTheyAre()
    {
        await using var scripted = new ScriptedClient();
        var (notes, _) = await scripted.SyncedPageAsync("abc", total: 3);
        var before = notes.DataOrDefault!.Entries.ToList();
        var first = scripted.Client.SetText(2, "B");
        await ShowsAsync(scripted, notes, "a B c", 3);
        var written = notes.DataOrDefault.Entries[1];
        Assert.Same(before[0], notes.DataOrDefault.Entries[0]);
        Assert.Same(before[2], notes.DataOrDefault.Entries[2]);

        scripted.Client.SetText(3, "C");
        await ShowsAsync(scripted, notes, "a B C", 3);
        Assert.Same(written, notes.DataOrDefault.Entries[1]);
        first.Rollback();
        await ShowsAsync(scripted, notes, "a b C", 3);
    }

    [Fact]
    public async Task Fail_RowInAList_IsMarkedThere()
    {
        await using var scripted = new ScriptedClient();
        var (notes, _) = await scripted.SyncedPageAsync("ab");
        scripted.Client.SetText(2, "B").Fail("No.");
        await scripted.SettledAsync();

        Assert.Equal([RowStatus.Settled, RowStatus.Failed], Enumerable.Range(0, 2).Select(notes.DataOrDefault!.StatusAt));
        Assert.Equal("b", notes.DataOrDefault.Entries[1].Text);
    }

    [Fact]
    public async Task Forbidden_UnderAnOverlay_DropsAllAndTheNextSnapshotIsShownWithIt()
    {
        await using var scripted = new ScriptedClient();
        var (notes, connection) = await scripted.SyncedPageAsync("ab");
        scripted.Client.SetText(2, "B");
        await ShowsAsync(scripted, notes, "a B", 2);
        await connection.SendAsync(Error(SyncErrorCodes.Forbidden, subscriptionId: "s1"));
        await notes.WhenAsync(state => state is SyncState<CollectionData<Note>>.Error { HasData: false });
        Assert.Empty(notes.DataOrDefault?.Entries ?? []);

        await notes.RetryAsync();
        await connection.SendAsync(Page((await connection.NextCollectionAsync()).RequestId, Rows("ab"), 9, 2));
        await ShowsAsync(scripted, notes, "a B", 2);
    }

    [Fact]
    public async Task Subscribe_WhileMutationsAreUnderWay_ShowsThemFromTheStart()
    {
        await using var scripted = new ScriptedClient();
        var (_, connection) = await scripted.SyncedPageAsync("ab");
        scripted.Client.SetText(2, "B");
        await using var page = scripted.Client.SubscribeCollection<Note>(q => q.Take(7));
        await connection.SendAsync(Page((await connection.NextCollectionAsync()).RequestId, Rows("ab"), 5, 2, "s2"));

        Assert.Equal("B", (await page.WhenSyncedAsync().Within()).Entries[1].Text);
    }

    [Fact]
    public async Task Update_SomebodyElseRemovesTheRow_DoesNotBringItBack()
    {
        await using var scripted = new ScriptedClient();
        var (notes, connection) = await scripted.SyncedPageAsync("abc", top: 5, total: 3);
        scripted.Client.SetText(2, "B");
        await ShowsAsync(scripted, notes, "a B c", 3);

        await connection.SendAsync(Changed(6, 5, 2, Remove(1, 2)));
        await ShowsAsync(scripted, notes, "a c", 2);
    }

    [Fact]
    public async Task Update_SomebodyElseRemovesTheRowFromAPageOfALongerList_CountsItNoMore()
    {
        await using var scripted = new ScriptedClient();
        var (notes, connection) = await scripted.SyncedPageAsync("abc", top: 3, total: 9);
        scripted.Client.Mutate(m => m.Remove<Note>(2));
        await ShowsAsync(scripted, notes, "a c", 8);

        await connection.SendAsync(Changed(6, 5, 8, Remove(1, 2), Insert(2, 4, "d")));
        await ShowsAsync(scripted, notes, "a c d", 8);
    }

    [Fact]
    public async Task Settle_ListReleasedBeforeItsAnswer_IsWaitedForNoLonger()
    {
        await using var scripted = new ScriptedClient();
        var (_, connection) = await scripted.SyncedPageAsync("ab");
        var never = scripted.Client.SubscribeCollection<Note>(q => q.Take(7));
        await connection.NextCollectionAsync();
        var mutation = scripted.Client.SetText(1, "b");
        await scripted.AcceptAsync(mutation, Result(6));
        await scripted.SuspendAsync(never);
        Assert.Equal(MutationStatus.Accepted, mutation.Status);

        await connection.SendAsync(Changed(6, 5, 2, Update(0, 1, "b")));
        await scripted.SettledAsync();
        Assert.Equal(MutationStatus.Settled, mutation.Status);
    }

    [Fact]
    public async Task Settle_ThousandsAtOnce_AllLeave()
    {
        const int Count = 3_000;
        await using var scripted = new ScriptedClient();
        var never = scripted.Client.SubscribeCollection<Note>();
        await (await scripted.Server.NextAsync()).NextCollectionAsync();
        var mutations = Enumerable.Range(0, Count).Select(number => scripted.Client.Mutate(m => m.Remove<Note>(number))).ToList();
        mutations.ForEach(mutation => mutation.Accept(Result(6)));
        await scripted.SettledAsync();
        Assert.All(mutations, mutation => Assert.Equal(MutationStatus.Accepted, mutation.Status));

        await scripted.SuspendAsync(never);
        Assert.All(mutations, mutation => Assert.Equal(MutationStatus.Settled, mutation.Status));
    }

    private static async Task ShowsAsync(ScriptedClient scripted, LiveCollection<Note> notes, string texts, long total)
    {
        await scripted.SettledAsync();
        Assert.Equal((texts, total), (string.Join(' ', notes.DataOrDefault!.Entries.Select(note => note.Text)), notes.DataOrDefault.Count));
    }

    private static async Task DrainAsync(SyncClient client)
    {
        var raised = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ((IHandleHost)client).Dispatcher.Post("probe", raised.SetResult);
        await raised.Task.Within();
    }
}
