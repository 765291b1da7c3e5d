using System.Collections.Concurrent;
using System.Collections.Specialized;
using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Collections.PageWire;
using static SyncHub.Client.Tests.Resolvers.RowsWire;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests;

/// <summary>The server moves subscriptions to another scope, or ends them, while they are held.</summary>
public sealed class SyncClientScopeTests
{
    [Fact]
    public async Task Replaced_Entity_ShowsTheOtherScopeInOneStepAndForgetsTheOldId()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var states = new ConcurrentQueue<string>();
        var told = new TaskCompletionSource();
        note.StateChanged += (_, state) =>
        {
            states.Enqueue($"{state.GetType().Name} {(state as SyncState<Note?>.Synced)?.Data?.Text}");
            if (state is SyncState<Note?>.Synced { Data.Text: "c" })
            {
                told.SetResult();
            }
        };

        await connection.SendAsync(Snapshot(null, """{"id":1,"text":"b"}""", 2, id: "s2", epoch: "e2", replaces: "s1"));
        await connection.SendAsync(Updated("""{"text":"z"}""", 9, 5));
        await connection.SendAsync(Error(SyncErrorCodes.Forbidden, subscriptionId: "s1"));
        await connection.SendAsync(Updated("""{"text":"c"}""", 3, 2, id: "s2", epoch: "e2"));
        await told.Task.Within();
        Assert.Equal(["Synced b", "Synced c"], states);

        // The server has ended the old one itself: there is nothing to tell it.
        await scripted.SentAsync(connection);
        Assert.False(connection.HasUnsubscribe);
        await scripted.SuspendAsync(note);
        Assert.Equal("s2", (await connection.NextUnsubscribeAsync()).SubscriptionId);
    }

    [Fact]
    public async Task Replaced_EntityOutOfScope_IsSyncedNullAndComesBack()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        await connection.SendAsync(Snapshot(null, "null", 2, id: "s2", epoch: "e2", replaces: "s1"));
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data: null });
        Assert.Null(note.DataOrDefault);

        // Back in the old scope, under its old id: what was over is live again.
        await connection.SendAsync(Snapshot(null, """{"id":1,"text":"a"}""", 6, replaces: "s2"));
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Text: "a" });
        await connection.SendAsync(Updated("""{"text":"b"}""", 7, 6));
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Text: "b" });
        await scripted.SentAsync(connection);
        Assert.False(connection.HasUnsubscribe);
    }

    [Fact]
    public async Task Replaced_Collection_ShowsTheOtherRowsInOneStep()
    {
        await using var scripted = new ScriptedClient();
        var (notes, connection) = await scripted.SyncedPageAsync("abc", total: 3);
        var states = new ConcurrentQueue<string>();
        var edits = new ConcurrentQueue<NotifyCollectionChangedAction>();
        var told = new TaskCompletionSource();
        notes.StateChanged += (_, state) =>
        {
            states.Enqueue(Shown(state));
            Count();
        };
        notes.CollectionChanged += (_, args) =>
        {
            edits.Enqueue(args.Action);
            Count();
        };

        await connection.SendAsync(Page(null, Rows("b"), 2, total: 1, id: "s2", replaces: "s1", epoch: "e2"));
        await connection.SendAsync(Changed(6, 5, 2, Remove(0, 1)));
        await connection.SendAsync(Changed(3, 2, 2, Insert(0, 4, "d")) with { SubscriptionId = "s2", Version = At(3, "e2") });
        await told.Task.Within();
        await scripted.SentAsync(connection);
        Assert.False(connection.HasUnsubscribe);

        Assert.Equal(["Synced b of 1", "Synced db of 2"], states);
        Assert.Equal([NotifyCollectionChangedAction.Remove, NotifyCollectionChangedAction.Remove, NotifyCollectionChangedAction.Add], edits);

        void Count()
        {
            if (states.Count + edits.Count == 5)
            {
                told.SetResult();
            }
        }
    }

    [Fact]
    public async Task Replaced_Rows_ShowsTheOtherRows()
    {
        await using var scripted = new ScriptedClient();
        await using var rows = scripted.Client.SubscribeRows("report", 1);
        var connection = await scripted.Server.NextAsync();
        await connection.SendAsync(Answer((await connection.NextRequestAsync()).RequestId, "ab", 5));
        await rows.WhenSyncedAsync().Within();
        await connection.SendAsync(Answer(null, "c", 1, id: "s2", replaces: "s1", epoch: "e2"));
        await connection.SendAsync(NewRows("z", 9));
        await connection.SendAsync(NewRows("d", 2, id: "s2", epoch: "e2"));

        await rows.WhenAsync(state => state is SyncState<IReadOnlyList<SyncRow>>.Synced { Data: [var row] } && row.Get<Note>().Text == "d");
    }

    /// <summary>The client has asked afresh, and the server moves it before it has heard.</summary>
    [Fact]
    public async Task Replaced_WhileAnAnswerIsAwaited_TheAnswerStillCounts()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        await connection.SendAsync(Updated("""{"text":"z"}""", 9, 8));
        var request = await connection.NextRequestAsync();
        await connection.SendAsync(Snapshot(null, """{"id":1,"text":"b"}""", 2, id: "s2", epoch: "e2", replaces: "s1"));
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Text: "b" });
        await connection.SendAsync(Snapshot(request.RequestId, """{"id":1,"text":"c"}""", 3, id: "s2", epoch: "e2"));

        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Text: "c" });
        await scripted.SentAsync(connection);
        Assert.False(connection.HasUnsubscribe);
    }

    /// <summary>The handle has just been suspended: what takes its place is held by the server and by nobody here.</summary>
    [Fact]
    public async Task Replaced_AfterItWasUnsubscribed_IsUnsubscribedToo()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        await scripted.SuspendAsync(note);
        Assert.Equal("s1", (await connection.NextUnsubscribeAsync()).SubscriptionId);
        await connection.SendAsync(Snapshot(null, """{"id":1,"text":"b"}""", 2, id: "s2", epoch: "e2", replaces: "s1"));

        Assert.Equal("s2", (await connection.NextUnsubscribeAsync()).SubscriptionId);
    }

    [Fact]
    public async Task Forbidden_HeldCollection_DropsTheRows()
    {
        await using var scripted = new ScriptedClient();
        var (notes, connection) = await scripted.SyncedPageAsync("ab");
        var emptied = new TaskCompletionSource<NotifyCollectionChangedAction>();
        notes.CollectionChanged += (_, args) => emptied.TrySetResult(args.Action);
        await connection.SendAsync(Error(SyncErrorCodes.Forbidden, subscriptionId: "s1"));
        var error = (SyncState<CollectionData<Note>>.Error)await notes.WhenAsync(state => state is SyncState<CollectionData<Note>>.Error);

        Assert.False(error.HasData);
        Assert.Null(error.Data);
        Assert.Null(notes.Version);
        Assert.Equal(NotifyCollectionChangedAction.Reset, await emptied.Task.Within());
        Assert.Empty(notes);
    }

    private static string Shown(SyncState<CollectionData<Note>> state) => state is SyncState<CollectionData<Note>>.Synced synced
        ? $"Synced {string.Concat(synced.Data.Entries.Select(note => note.Text))} of {synced.Data.Count}"
        : state.GetType().Name;
}
