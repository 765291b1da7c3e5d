using System.Text.Json;
using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Collections.PageWire;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Stores;

/// <summary>What is shown before the server has answered.</summary>
public sealed class FirstPaintTests
{
    private readonly StoreScene _scene = new();

    [Fact]
    public async Task Subscribe_EntityStored_IsCachedBeforeTheConnectionAndGoesOnFromThere()
    {
        var open = new TaskCompletionSource();
        await using var scripted = _scene.Offline(open.Task);
        await _scene.PutAsync(scripted, "stored");
        await using var note = scripted.Client.SubscribeEntity<Note>(1);

        var cached = await note.WhenAsync(state => state is not SyncState<Note?>.Connecting);
        Assert.Equal(new SyncState<Note?>.Cached(new Note(1, "stored")), cached);
        Assert.NotEqual(SyncConnectionState.Connected, scripted.Client.ConnectionState);
        open.SetResult();
        var connection = await scripted.Server.NextAsync();
        var request = await connection.NextRequestAsync();
        Assert.Equal((5, Epoch), (request.LastSeq, request.Epoch));
        await connection.SendAsync(Delta(request.RequestId, 6, Change(EntityChange.Update, 6, """{"text":"new"}""")));

        Assert.Equal("new", (await note.WhenSyncedAsync().Within())!.Text);
    }

    [Fact]
    public async Task Subscribe_CollectionStoredByTheClientBefore_IsCachedWithRowsAndTotal()
    {
        await using (var before = _scene.Client())
        {
            await before.SyncedPageAsync("cab", total: 9);
        }

        var open = new TaskCompletionSource();
        await using var scripted = _scene.Offline(open.Task);
        await using var notes = scripted.Client.SubscribeCollection<Note>(default(JsonElement), top: 3);
        var cached = (SyncState<CollectionData<Note>>.Cached)await notes.WhenAsync(state => state is SyncState<CollectionData<Note>>.Cached);
        open.SetResult();
        var request = await (await scripted.Server.NextAsync()).NextCollectionAsync();

        Assert.Equal(["c", "a", "b"], cached.Data.Entries.Select(note => note.Text));
        Assert.Equal(9, cached.Data.Count);
        Assert.Equal(5, request.LastSeq);
        Assert.Equal(["3", "1", "2"], request.KnownKeys!.Select(key => key.Text));
    }

    [Fact]
    public async Task Subscribe_EntityThatDidNotExist_IsCachedAsNull()
    {
        await using var scripted = _scene.Offline(new TaskCompletionSource().Task);
        await _scene.Store.PutAsync(ScriptedStore.KeyOf(1), ScriptedStore.Entry("null", scripted.Time.GetUtcNow()));
        await using var note = scripted.Client.SubscribeEntity<Note>(1);

        Assert.Equal(new SyncState<Note?>.Cached(null), await note.WhenAsync(state => state is not SyncState<Note?>.Connecting));
    }

    /// <summary>The store answers last: one request, one subscription, and what the server says stays.</summary>
    [Fact]
    public async Task SlowStore_ServerAnswersFirst_AsksOnceAndTheAnswerWins()
    {
        var slow = new TaskCompletionSource();
        await using var scripted = _scene.Client();
        await _scene.PutAsync(scripted, "stored");
        _scene.Store.OnCall = (_, _) => slow.Task;
        await using var other = scripted.Client.SubscribeEntity<Note>(1);
        var (note, connection) = await scripted.SyncedAsync();
        var shown = new List<SyncState<Note?>>();
        note.StateChanged += (_, state) => shown.Add(state);

        slow.SetResult();
        await _scene.Store.WhenDoneAsync("get");
        await scripted.SettledAsync();
        await scripted.SentAsync(connection);

        Assert.Equal(new SyncState<Note?>.Synced(new Note(1, "a")), note.State);
        Assert.Equal(new SyncState<Note?>.Synced(new Note(1, "a")), other.State);
        Assert.Empty(shown);
        Assert.False(connection.HasUnsubscribe);

        // The second one is of the note that SentAsync sends.
        Assert.Equal(2, _scene.Store.Calls.Count(call => call == "get"));
        await note.DisposeAsync();
    }

    [Fact]
    public async Task SlowStore_RequestUnderWay_IsCachedUntilTheAnswer()
    {
        var slow = new TaskCompletionSource();
        await using var scripted = _scene.Client();
        await _scene.PutAsync(scripted, "stored");
        _scene.Store.OnCall = (_, _) => slow.Task;
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        var connection = await scripted.Server.NextAsync();
        var request = await connection.NextRequestAsync();
        Assert.Null(request.LastSeq);

        slow.SetResult();
        await note.WhenAsync(state => state is SyncState<Note?>.Cached { Data.Text: "stored" });
        await connection.SendAsync(Snapshot(request.RequestId, """{"id":1,"text":"a"}""", 9));

        Assert.Equal("a", (await note.WhenSyncedAsync().Within())!.Text);
        await scripted.SentAsync(connection);
    }

    [Fact]
    public async Task Subscribe_ReleasedBeforeTheStoreAnswers_IsSuspendedWithWhatItHad()
    {
        var slow = new TaskCompletionSource();
        await using var scripted = _scene.Offline(new TaskCompletionSource().Task);
        await _scene.PutAsync(scripted, "stored");
        _scene.Store.OnCall = (_, _) => slow.Task;
        var note = scripted.Client.SubscribeEntity<Note>(1);
        await note.DisposeAsync();
        await scripted.Time.WhenTimerArmedAsync(TimeSpan.FromSeconds(1)).Within();
        slow.SetResult();
        await _scene.Store.WhenDoneAsync("get");
        await scripted.SettledAsync();
        scripted.Time.Advance(TimeSpan.FromSeconds(1));
        await scripted.SettledAsync();

        await using var again = scripted.Client.SubscribeEntity<Note>(1);
        Assert.Equal(new SyncState<Note?>.Cached(new Note(1, "stored")), again.State);
    }

    [Theory]
    [InlineData("other-user", """{"id":1,"text":"secret"}""", "bob")]
    [InlineData("other-schema", """{"id":1,"text":"secret"}""", null, "0")]
    [InlineData("too-old", """{"id":1,"text":"secret"}""", null, "1", -31)]
    [InlineData("too-old", """{"id":1,"text":"secret"}""", null, "1", 31)]
    [InlineData("corrupt", """{"id":1,"text":"secr""")]
    [InlineData("corrupt", """[{"id":1,"text":"secret"}]""")]
    [InlineData("corrupt", "")]
    [InlineData("corrupt", """{"id":1,"text":"secret"}""", null, "1", 0, -1L)]
    [InlineData("corrupt", """{"id":1,"text":"secret"}""", null, "1", 0, 5L, null)]
    [InlineData("unreadable", """{"id":1,"text":{"secret":1}}""")]
    public async Task Subscribe_EntryNotToBeShown_IsRemovedAndReported(
        string reason, string content, string? user = null, string schemaVersion = "1", int days = 0, long seq = 5, string? epoch = Epoch)
    {
        await using var scripted = _scene.Offline(new TaskCompletionSource().Task);
        await _scene.Store.PutAsync(
            ScriptedStore.KeyOf(1), ScriptedStore.Entry(content, scripted.Time.GetUtcNow().AddDays(days), seq, user, schemaVersion, epoch!));
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        var states = new List<SyncState<Note?>>();
        note.StateChanged += (_, state) => states.Add(state);

        await _scene.Store.WhenDoneAsync("remove");
        await scripted.SettledAsync();

        Assert.IsType<SyncState<Note?>.Connecting>(note.State);
        Assert.Empty(states);
        Assert.Null(await _scene.Store.PeekAsync(1));
        Assert.Contains(_scene.Log.Lines, line => line.Contains($"not shown: {reason}", StringComparison.Ordinal));
        Assert.DoesNotContain(_scene.Log.Lines, line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Subscribe_EntryAsOldAsAllowed_IsShown()
    {
        await using var scripted = _scene.Offline(new TaskCompletionSource().Task);
        await _scene.Store.PutAsync(ScriptedStore.KeyOf(1), ScriptedStore.Entry("""{"id":1,"text":"old"}""", scripted.Time.GetUtcNow().AddDays(-30)));
        await using var note = scripted.Client.SubscribeEntity<Note>(1);

        await note.WhenAsync(state => state is SyncState<Note?>.Cached { Data.Text: "old" });
    }

    [Fact]
    public async Task Keys_NumberAndText_AreApart()
    {
        await using var scripted = _scene.Offline(new TaskCompletionSource().Task);
        await _scene.PutAsync(scripted, "number");
        await using var number = scripted.Client.SubscribeEntity<Note>(1);
        await using var text = scripted.Client.SubscribeEntity<Note>("1");
        await number.WhenAsync(state => state is SyncState<Note?>.Cached);
        await _scene.Store.WhenDoneAsync("get");
        await _scene.Store.WhenDoneAsync("get");
        await scripted.SettledAsync();

        Assert.IsType<SyncState<Note?>.Connecting>(text.State);
    }

    [Fact]
    public async Task ServerName_Another_FindsNothing()
    {
        await using var scripted = _scene.Offline(new TaskCompletionSource().Task, options => options.Cache.ServerName = "https://other");
        await _scene.PutAsync(scripted, "of the one");
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        await _scene.Store.WhenDoneAsync("get");
        await scripted.SettledAsync();

        Assert.IsType<SyncState<Note?>.Connecting>(note.State);
    }
}
