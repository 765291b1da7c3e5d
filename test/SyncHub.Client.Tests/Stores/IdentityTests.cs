using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Stores;

/// <summary>Nobody is shown what was stored for somebody else.</summary>
public sealed class IdentityTests
{
    private readonly StoreScene _scene = new() { User = "ann" };

    [Fact]
    public async Task SignIn_SomebodyElse_ForgetsWhatIsNotLiveAndClearsTheStore()
    {
        await using var scripted = _scene.Client(options =>
        {
            SignsIn(options);
            SavesLate(options);
        });
        var (suspended, connection) = await scripted.SyncedAsync();
        await scripted.SuspendAsync(suspended);
        await _scene.Store.WhenDoneAsync("set");

        _scene.User = "bob";
        Assert.True(await scripted.Client.SignInAsync().Within());
        await _scene.Store.WhenDoneAsync("clear");
        await using var again = scripted.Client.SubscribeEntity<Note>(1);

        Assert.IsType<SyncState<Note?>.Connecting>(again.State);
        await connection.NextUnsubscribeAsync();
        Assert.Null((await connection.NextRequestAsync()).LastSeq);
        await scripted.SettledAsync();
        Assert.IsType<SyncState<Note?>.Connecting>(again.State);
        Assert.Null(await _scene.Store.PeekAsync(1));
    }

    [Fact]
    public async Task SignIn_SameUser_KeepsEverything()
    {
        await using var scripted = _scene.Client(options =>
        {
            SignsIn(options);
            SavesLate(options);
        });
        var (suspended, _) = await scripted.SyncedAsync();
        await scripted.SuspendAsync(suspended);
        await _scene.Store.WhenDoneAsync("set");

        Assert.True(await scripted.Client.SignInAsync().Within());
        await using var again = scripted.Client.SubscribeEntity<Note>(1);

        Assert.IsType<SyncState<Note?>.Cached>(again.State);
        Assert.DoesNotContain("clear", _scene.Store.Calls);
    }

    [Fact]
    public async Task User_ChangesWhileOffline_ShownContentOfTheOneBeforeGoes()
    {
        await using var scripted = _scene.Offline(new TaskCompletionSource().Task);
        await _scene.PutAsync(scripted, "ann's", user: "ann");
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        await note.WhenAsync(state => state is SyncState<Note?>.Cached);

        _scene.User = "bob";
        await using var other = scripted.Client.SubscribeEntity<Note>(2);
        await note.WhenAsync(state => state is SyncState<Note?>.Connecting);
        await _scene.Store.WhenDoneAsync("clear");

        Assert.Null(note.DataOrDefault);
        Assert.Null(await _scene.Store.PeekAsync(1));
    }

    /// <summary>The store takes its time, and when it has the entry, somebody else sits there, whom the client has not been told of.</summary>
    [Fact]
    public async Task User_ChangesWhileTheStoreReads_NothingIsShown()
    {
        var slow = new TaskCompletionSource();
        await using var scripted = _scene.Offline(new TaskCompletionSource().Task);
        await _scene.PutAsync(scripted, "ann's", user: "ann");
        _scene.Store.OnCall = (_, _) => slow.Task;
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        await scripted.SettledAsync();
        _scene.User = "bob";
        slow.SetResult();
        await _scene.Store.WhenDoneAsync("clear");
        await scripted.SettledAsync();

        Assert.IsType<SyncState<Note?>.Connecting>(note.State);
    }

    /// <summary>What the server said to one is not stored for the other, although the connection, and the handle, are the same.</summary>
    [Fact]
    public async Task Live_AcrossAChangeOfUser_IsStoredOnlyOnceTheServerHasAnsweredTheNewOne()
    {
        var scripted = _scene.Client(SignsIn);
        var (note, connection) = await scripted.SyncedAsync();
        _scene.User = "bob";
        await scripted.Client.SignInAsync().Within();
        await connection.SendAsync(Updated("""{"rank":1}""", 6, 5));
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Rank: 1 });
        scripted.Time.Advance(StoreScene.SaveDelay);
        await scripted.SettledAsync();
        Assert.Empty(_scene.Store.Sets);

        connection.Break();
        var next = await scripted.ReconnectedAsync();
        await next.SendAsync(Snapshot((await next.NextRequestAsync()).RequestId, """{"id":1,"text":"bob's"}""", 9));
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Text: "bob's" });
        await scripted.DisposeAsync();

        var entry = Assert.Single(_scene.Store.Sets);
        Assert.Equal(("bob", """{"id":1,"text":"bob's"}"""), (entry.User, ScriptedStore.Text(entry)));
    }

    /// <summary>The token was the one's, but by the time of the answer the application is the other's.</summary>
    [Fact]
    public async Task User_ChangesWhileConnecting_NothingOfThatConnectionIsStored()
    {
        var scripted = _scene.Client();
        scripted.Server.OnStart = (_, _) =>
        {
            _scene.User = "bob";
            return Task.CompletedTask;
        };
        await scripted.SyncedAsync();
        await scripted.DisposeAsync();

        Assert.Empty(_scene.Store.Sets);
    }

    [Fact]
    public async Task SignIn_RefusedForTheNewUser_NothingMoreIsStored()
    {
        var scripted = _scene.Client(SignsIn);
        var (_, connection) = await scripted.SyncedAsync();
        _scene.User = "bob";
        scripted.Server.OnAuthenticate = _ => Task.FromResult(new AuthenticateResponse { Ok = false });
        Assert.False(await scripted.Client.SignInAsync().Within());
        await using var other = scripted.Client.SubscribeEntity<Note>(2);
        await connection.SendAsync(Snapshot((await connection.NextRequestAsync()).RequestId, """{"id":2,"text":"ann's"}""", 5, id: "s2"));
        await other.WhenSyncedAsync().Within();
        await scripted.DisposeAsync();

        Assert.Empty(_scene.Store.Sets);
    }

    [Fact]
    public async Task SignOut_User_IsNobodyAndTheStoreIsCleared()
    {
        await using var scripted = _scene.Client(SignsIn);
        var (_, connection) = await scripted.SyncedAsync();
        await _scene.SaveAsync(scripted);

        _scene.User = null;
        Assert.False(await scripted.Client.SignInAsync().Within());
        await connection.Disposed;
        await _scene.Store.WhenDoneAsync("clear");

        Assert.Null(await _scene.Store.PeekAsync(1));
    }

    [Fact]
    public async Task ClearCache_ThenDispose_LeavesNothing()
    {
        var scripted = _scene.Client();
        var (note, connection) = await scripted.SyncedAsync();
        await _scene.SaveAsync(scripted);
        await connection.SendAsync(Updated("""{"rank":1}""", 6, 5));
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Rank: 1 });

        await scripted.Client.ClearCacheAsync().Within();
        Assert.IsType<SyncState<Note?>.Synced>(note.State);
        await scripted.DisposeAsync();

        Assert.Null(await _scene.Store.PeekAsync(1));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => scripted.Client.ClearCacheAsync());
    }

    [Fact]
    public async Task ClearCache_Suspended_IsForgotten()
    {
        await using var scripted = _scene.Client(SavesLate);
        var (note, _) = await scripted.SyncedAsync();
        await scripted.SuspendAsync(note);

        await scripted.Client.ClearCacheAsync().Within();
        await using var again = scripted.Client.SubscribeEntity<Note>(1);

        Assert.IsType<SyncState<Note?>.Connecting>(again.State);
    }

    [Fact]
    public async Task ClearCache_NoStore_Completes()
    {
        await using var scripted = new ScriptedClient();

        await scripted.Client.ClearCacheAsync().Within();
    }

    [Fact]
    public async Task TwoClients_OneStoreTwoUsers_NeitherIsShownTheOthers()
    {
        await using (var ann = _scene.Client(options => options.Cache.User = () => "ann"))
        {
            await ann.SyncedAsync();
        }

        await using var bob = _scene.Offline(new TaskCompletionSource().Task, options => options.Cache.User = () => "bob");
        await using var note = bob.Client.SubscribeEntity<Note>(1);
        await _scene.Store.WhenDoneAsync("remove");
        await bob.SettledAsync();

        Assert.IsType<SyncState<Note?>.Connecting>(note.State);
    }

    // Not to be mistaken for a suspend delay.
    private static void SavesLate(SyncClientOptions options) => options.Cache.SaveDelay = TimeSpan.FromHours(1);

    private void SignsIn(SyncClientOptions options) => options.SecretFactory = _ => ValueTask.FromResult<string?>(_scene.User);
}
