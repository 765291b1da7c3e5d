using System.Globalization;
using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Stores;

/// <summary>What is stored, and when.</summary>
public sealed class SavingTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly StoreScene _scene = new();

    [Fact]
    public async Task Changes_WithinTheDelay_AreStoredOnceAsTheLast()
    {
        await using var scripted = _scene.Client(options => options.Cache.SchemaVersion = "v7");
        _scene.User = "ann";
        var (note, connection) = await scripted.SyncedAsync();
        for (var seq = 6; seq <= 9; seq++)
        {
            await connection.SendAsync(Updated($$"""{"rank":{{seq}}}""", seq, seq - 1));
        }

        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Rank: 9 });
        Assert.Empty(_scene.Store.Sets);
        await _scene.SaveAsync(scripted);

        var entry = Assert.Single(_scene.Store.Sets);
        Assert.Equal("""{"id":1,"text":"a","rank":9}""", ScriptedStore.Text(entry));
        Assert.Equal(("v7", "ann", At(9), scripted.Time.GetUtcNow()), (entry.SchemaVersion, entry.User, entry.Version, entry.StoredAt));
        Assert.Same(entry, await _scene.Store.PeekAsync(1));
    }

    [Fact]
    public async Task Mutation_UnderWay_IsShownAndNotStored()
    {
        await using var scripted = _scene.Client();
        var (note, connection) = await scripted.SyncedAsync();
        scripted.Client.Mutate(m => m.Update<Note>(1, change => change.Set(changed => changed.Text, "mine")));
        await connection.SendAsync(Updated("""{"rank":3}""", 6, 5));
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data: { Text: "mine", Rank: 3 } });
        await _scene.SaveAsync(scripted);

        Assert.Equal("""{"id":1,"text":"a","rank":3}""", ScriptedStore.Text(Assert.Single(_scene.Store.Sets)));
    }

    [Fact]
    public async Task Change_AfterASave_IsStoredAgain()
    {
        await using var scripted = _scene.Client();
        var (_, connection) = await scripted.SyncedAsync();
        await _scene.SaveAsync(scripted);
        await connection.SendAsync(Removed(6, 5));
        await _scene.SaveAsync(scripted);

        Assert.Equal(["""{"id":1,"text":"a"}""", "null"], _scene.Store.Sets.Select(ScriptedStore.Text));
    }

    [Fact]
    public async Task Suspended_ChangesGathered_AreStoredAtOnce()
    {
        await using var scripted = _scene.Client(options => options.Cache.SaveDelay = TimeSpan.FromHours(1));
        var (note, _) = await scripted.SyncedAsync();
        await scripted.SuspendAsync(note);
        await _scene.Store.WhenDoneAsync("set");

        Assert.Single(_scene.Store.Sets);
    }

    [Fact]
    public async Task Dispose_ChangesGathered_AreStoredBeforeItReturns()
    {
        var scripted = _scene.Client();
        await scripted.SyncedAsync();
        await scripted.DisposeAsync();

        Assert.Equal(5, (await _scene.Store.PeekAsync(1))!.Version.Seq);
        Assert.Equal(0, scripted.Time.ArmedTimers);
    }

    /// <summary>A position alone is not worth a write each time, but what is left at the end has it.</summary>
    [Fact]
    public async Task Position_Advances_IsStoredWithTheNextChangeOrAtTheEnd()
    {
        var scripted = _scene.Client();
        var (_, connection) = await scripted.SyncedAsync();
        await _scene.SaveAsync(scripted);
        await connection.SendAsync(Position(8));
        await scripted.SettledAsync();
        scripted.Time.Advance(Second);
        await scripted.SettledAsync();
        Assert.Single(_scene.Store.Sets);

        await scripted.DisposeAsync();

        Assert.Equal(8, (await _scene.Store.PeekAsync(1))!.Version.Seq);
    }

    [Fact]
    public async Task Loaded_NothingNewFromTheServer_IsNotStoredUntilTheEnd()
    {
        var scripted = _scene.Client();
        await _scene.PutAsync(scripted, "stored");
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        var connection = await scripted.Server.NextAsync();
        await note.WhenAsync(state => state is SyncState<Note?>.Cached);
        var request = await connection.NextRequestAsync();
        await connection.SendAsync(request.LastSeq is null
            ? Snapshot(request.RequestId, """{"id":1,"text":"stored"}""", 7)
            : Delta(request.RequestId, 7));
        await note.WhenSyncedAsync().Within();
        Assert.Empty(_scene.Store.Sets);

        await scripted.DisposeAsync();

        var entry = Assert.Single(_scene.Store.Sets);
        Assert.Equal(7, entry.Version.Seq);
    }

    [Fact]
    public async Task Content_NotToBeBuiltUpon_IsNotStored()
    {
        var scripted = _scene.Client();
        var (note, connection) = await scripted.SyncedAsync();
        await connection.SendAsync(Updated("[]", 6, 5));
        await note.WhenAsync(state => state is SyncState<Note?>.Cached);
        await scripted.DisposeAsync();

        Assert.Empty(_scene.Store.Sets);
    }

    [Fact]
    public async Task Rows_OfAResolver_AreNeitherSoughtNorStored()
    {
        var scripted = _scene.Client();
        await using var rows = scripted.Client.SubscribeRows("Related", 1);
        await (await scripted.Server.NextAsync()).NextRequestAsync();
        await scripted.DisposeAsync();

        Assert.Empty(_scene.Store.Calls);
    }

    [Fact]
    public async Task Forbidden_Stored_IsRemovedAndALateLoadBringsNothingBack()
    {
        var slow = new TaskCompletionSource();
        await using var scripted = _scene.Client();
        await _scene.PutAsync(scripted, "secret");
        _scene.Store.OnCall = (_, _) => slow.Task;
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        var connection = await scripted.Server.NextAsync();
        await connection.SendAsync(Error(SyncErrorCodes.Forbidden, requestId: (await connection.NextRequestAsync()).RequestId));
        await note.WhenAsync(state => state is SyncState<Note?>.Error);
        await note.RetryAsync().Within();
        await connection.NextRequestAsync();

        slow.SetResult();
        await _scene.Store.WhenDoneAsync("remove");
        await scripted.SettledAsync();

        Assert.IsType<SyncState<Note?>.Connecting>(note.State);
        Assert.Null(await _scene.Store.PeekAsync(1));
    }

    [Fact]
    public async Task Forbidden_SyncedBefore_IsRemovedAndNotStoredAgain()
    {
        var scripted = _scene.Client();
        var (note, connection) = await scripted.SyncedAsync();
        await _scene.SaveAsync(scripted);
        await connection.SendAsync(Error(SyncErrorCodes.Forbidden, subscriptionId: "s1"));
        await note.WhenAsync(state => state is SyncState<Note?>.Error);
        await _scene.Store.WhenDoneAsync("remove");
        await scripted.DisposeAsync();

        Assert.Null(await _scene.Store.PeekAsync(1));
        Assert.Single(_scene.Store.Sets);
    }

    [Fact]
    public async Task SeveralSubscriptions_ChangedTogether_AreAllStored()
    {
        var scripted = _scene.Client();
        var (_, connection) = await scripted.SyncedAsync();
        for (var id = 2; id <= 20; id++)
        {
            var note = scripted.Client.SubscribeEntity<Note>(id);
            var request = await connection.NextRequestAsync();
            await connection.SendAsync(Snapshot(request.RequestId, $$"""{"id":{{id}},"text":"a"}""", 5, id: id.ToString(CultureInfo.InvariantCulture)));
            await note.WhenSyncedAsync().Within();
        }

        await scripted.DisposeAsync();

        Assert.Equal(20, _scene.Store.Sets.Count);
    }
}
