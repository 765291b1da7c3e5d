using System.Collections.Concurrent;
using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests;

public sealed class SyncClientEntityTests
{
    [Fact]
    public async Task SubscribeEntity_FirstTime_ConnectsAndSyncs()
    {
        await using var scripted = new ScriptedClient();
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        Assert.IsType<SyncState<Note?>.Connecting>(note.State);

        var connection = await scripted.Server.NextAsync();
        var request = await connection.NextRequestAsync();
        Assert.Equal("Note", request.Model);
        Assert.Equal(1, request.Key);
        Assert.Null(request.LastSeq);
        Assert.Null(request.Epoch);
        await connection.SendAsync(Snapshot(request.RequestId, """{"id":1,"text":"a"}""", 5));

        Assert.Equal(new Note(1, "a"), await note.WhenSyncedAsync().Within());
        Assert.Equal(At(5), note.Version);
        Assert.Equal(new Note(1, "a"), note.DataOrDefault);
    }

    [Fact]
    public async Task SubscribeEntity_MissingEntity_IsSyncedWithNull()
    {
        await using var scripted = new ScriptedClient();
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        var connection = await scripted.Server.NextAsync();
        await connection.SendAsync(Snapshot((await connection.NextRequestAsync()).RequestId, "null", 0));

        Assert.Null(await note.WhenSyncedAsync().Within());
        Assert.IsType<SyncState<Note?>.Synced>(note.State);
    }

    [Fact]
    public async Task States_Pushes_ShowEveryChangeInOrder()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var first = note.DataOrDefault;
        await using var states = note.States().GetAsyncEnumerator();
        Assert.True(await states.MoveNextAsync());

        await connection.SendAsync(Updated("""{"text":"b"}""", 6, 5));
        await connection.SendAsync(Updated("""{"rank":3}""", 7, 6));
        await connection.SendAsync(Removed(8, 7));
        await connection.SendAsync(Added("""{"id":1,"text":"new"}""", 9, 8));

        foreach (var expected in new[] { new Note(1, "b"), new Note(1, "b", 3), null, new Note(1, "new") })
        {
            Assert.True(await states.MoveNextAsync().AsTask().Within());
            Assert.Equal(new SyncState<Note?>.Synced(expected), states.Current);
        }

        Assert.Equal("a", first!.Text);
    }

    [Fact]
    public async Task Push_ClearedProperty_BecomesNull()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        await connection.SendAsync(Updated("""{"rank":3}""", 6, 5));
        await connection.SendAsync(Updated("""{"rank":null}""", 7, 6));

        await note.WhenAsync(_ => note.Version?.Seq == 7);
        Assert.Null(note.DataOrDefault!.Rank);
    }

    [Fact]
    public async Task SubscribeEntity_SameKeyTwice_SharesOneSubscriptionAndItsData()
    {
        await using var scripted = new ScriptedClient();
        var (first, connection) = await scripted.SyncedAsync();
        await using var second = scripted.Client.SubscribeEntity<Note>(1);

        Assert.Same(first.DataOrDefault, await second.WhenSyncedAsync().Within());
        await scripted.SettledAsync();
        Assert.False(connection.HasSubscribe);

        await first.DisposeAsync();
        await first.DisposeAsync();
        await connection.SendAsync(Updated("""{"text":"b"}""", 6, 5));
        await second.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Text: "b" });
        Assert.False(connection.HasUnsubscribe);
    }

    [Fact]
    public async Task SubscribeEntity_TwoTypesOfOneModel_EachReadTheirOwn()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        await using var title = scripted.Client.SubscribeEntity<Title>(1, model: "Note");

        Assert.Equal(new Title("a"), await title.WhenSyncedAsync().Within());
        Assert.Equal(new Note(1, "a"), note.DataOrDefault);
        Assert.False(connection.HasSubscribe);
    }

    [Fact]
    public async Task Body_DoesNotFitTheType_ErrorForThatHandleOnlyAndRecovers()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        await using var title = scripted.Client.SubscribeEntity<Title>(1, model: "Note");
        await title.WhenSyncedAsync().Within();

        await connection.SendAsync(Updated("""{"id":"not a number"}""", 6, 5));
        var error = Assert.IsType<SyncState<Note?>.Error>(await note.WhenAsync(state => state is SyncState<Note?>.Error));
        Assert.Equal(SyncClientErrorCodes.UnreadableEntity, error.Reason.Code);
        Assert.Contains("Note '1'", error.Reason.Message, StringComparison.Ordinal);
        Assert.IsType<SyncState<Title?>.Synced>(title.State);

        await connection.SendAsync(Updated("""{"id":1}""", 7, 6));
        await note.WhenAsync(state => state is SyncState<Note?>.Synced);
    }

    [Fact]
    public async Task Subscription_KeysThatAreOneToTheServer_LastReleaseUnsubscribes()
    {
        await using var scripted = new ScriptedClient();
        var (number, connection) = await scripted.SyncedAsync(key: 1);
        await using var text = scripted.Client.SubscribeEntity<Note>("1");
        await connection.SendAsync(Snapshot((await connection.NextRequestAsync()).RequestId, """{"id":1,"text":"a"}""", 5));
        await text.WhenSyncedAsync().Within();

        await number.DisposeAsync();
        await scripted.Time.WhenTimerArmedAsync(TimeSpan.FromSeconds(1)).Within();
        scripted.Time.Advance(TimeSpan.FromSeconds(1));
        await scripted.SettledAsync();
        Assert.IsType<SyncState<Note?>.Suspended>(number.State);
        Assert.False(connection.HasUnsubscribe);

        await connection.SendAsync(Updated("""{"text":"b"}""", 6, 5));
        await text.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Text: "b" });
        await text.DisposeAsync();
        await scripted.Time.WhenTimerArmedAsync(TimeSpan.FromSeconds(1)).Within();
        scripted.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("s1", (await connection.NextUnsubscribeAsync()).SubscriptionId);
    }

    [Fact]
    public async Task Answer_OvertakenByAnUnsubscriptionOfTheSameThing_IsAskedForAgain()
    {
        await using var scripted = new ScriptedClient();
        var (number, connection) = await scripted.SyncedAsync(key: 1);
        await using var text = scripted.Client.SubscribeEntity<Note>("1");
        var request = await connection.NextRequestAsync();

        await number.DisposeAsync();
        await scripted.Time.WhenTimerArmedAsync(TimeSpan.FromSeconds(1)).Within();
        scripted.Time.Advance(TimeSpan.FromSeconds(1));
        await connection.NextUnsubscribeAsync();
        await connection.SendAsync(Snapshot(request.RequestId, """{"id":1,"text":"a"}""", 5));

        var again = await connection.NextRequestAsync();
        Assert.NotEqual(request.RequestId, again.RequestId);
        Assert.Equal(5, again.LastSeq);
    }

    [Fact]
    public async Task StateChanged_OrderAndProperties_FollowTheStates()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var seen = new ConcurrentQueue<string?>();
        var properties = new ConcurrentQueue<string?>();
        var done = new TaskCompletionSource();
        note.PropertyChanged += (_, args) => properties.Enqueue(args.PropertyName);
        note.StateChanged += (_, state) =>
        {
            seen.Enqueue(((SyncState<Note?>.Synced)state).Data?.Text);
            if (seen.Count == 20)
            {
                done.SetResult();
            }
        };
        for (var seq = 6; seq < 26; seq++)
        {
            await connection.SendAsync(Updated($$"""{"text":"{{seq}}"}""", seq, seq - 1));
        }

        await done.Task.Within();
        Assert.Equal(Enumerable.Range(6, 20).Select(seq => $"{seq}"), seen);
        Assert.Contains("DataOrDefault", properties);
        Assert.Contains("State", properties);
    }

    [Fact]
    public async Task DisposeAsync_OfAHandle_EndsEnumerationsWaitsAndEvents()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        await using var waiting = scripted.Client.SubscribeEntity<Note>(2);
        var wait = waiting.WhenSyncedAsync();
        var raised = 0;
        note.StateChanged += (_, _) => raised++;
        await using var states = note.States().GetAsyncEnumerator();
        Assert.True(await states.MoveNextAsync());

        await note.DisposeAsync();
        await waiting.DisposeAsync();
        await connection.SendAsync(Updated("""{"text":"b"}""", 6, 5));
        await scripted.SettledAsync();

        Assert.False(await states.MoveNextAsync().AsTask().Within());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => wait.Within());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => note.WhenSyncedAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => note.RetryAsync());
        Assert.Equal(0, raised);
    }

    [Fact]
    public async Task States_SlowReader_SkipsToTheLatest()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        await using var states = note.States().GetAsyncEnumerator();
        Assert.True(await states.MoveNextAsync());
        for (var seq = 6; seq < 206; seq++)
        {
            await connection.SendAsync(Updated($$"""{"text":"{{seq}}"}""", seq, seq - 1));
        }

        await scripted.SettledAsync();
        await note.DisposeAsync();
        var texts = new List<string>();
        while (await states.MoveNextAsync().AsTask().Within())
        {
            texts.Add(((SyncState<Note?>.Synced)states.Current).Data!.Text);
        }

        Assert.Equal(Enumerable.Range(142, 64).Select(seq => $"{seq}"), texts);
    }

    public sealed record Title(string Text);
}
