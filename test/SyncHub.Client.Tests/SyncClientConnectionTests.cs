using System.Collections.Concurrent;
using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests;

public sealed class SyncClientConnectionTests
{
    [Fact]
    public async Task Break_Synced_IsCachedThenSyncedWithoutOtherChange()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var data = note.DataOrDefault;
        var states = new ConcurrentQueue<string>();
        var properties = new ConcurrentQueue<string?>();
        note.StateChanged += (_, state) => states.Enqueue(state.GetType().Name);
        note.PropertyChanged += (_, args) => properties.Enqueue(args.PropertyName);

        connection.Break();
        await note.WhenAsync(state => state is SyncState<Note?>.Cached);
        var next = await scripted.ReconnectedAsync();
        var request = await next.NextRequestAsync();
        Assert.Equal(5, request.LastSeq);
        Assert.Equal(Epoch, request.Epoch);
        await next.SendAsync(Delta(request.RequestId, 9));
        await note.WhenSyncedAsync().Within();
        await connection.Disposed;

        Assert.Same(data, note.DataOrDefault);
        Assert.Equal(9, note.Version!.Value.Seq);

        // Handlers run in order: what this push raises comes after all that the reconnect has raised.
        var told = new TaskCompletionSource();
        note.PropertyChanged += (_, args) =>
        {
            if (args.PropertyName == nameof(note.DataOrDefault))
            {
                told.TrySetResult();
            }
        };
        await next.SendAsync(Updated("""{"text":"b"}""", 10, 9));
        await told.Task.Within();
        Assert.Equal(["Cached", "Synced", "Synced"], states);
        Assert.Equal(["State", "Version", "State", "Version", "State", "Version", "DataOrDefault"], properties);
    }

    [Fact]
    public async Task Break_SnapshotWithTheSameData_KeepsTheObject()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var data = note.DataOrDefault;
        connection.Break();
        var next = await scripted.ReconnectedAsync();
        await next.SendAsync(Snapshot((await next.NextRequestAsync()).RequestId, """{"id":1,"text":"a"}""", 1, epoch: "e2"));

        Assert.Same(data, await note.WhenSyncedAsync().Within());
    }

    [Fact]
    public async Task Break_Events_TellTheStory()
    {
        await using var scripted = new ScriptedClient();
        var story = new ConcurrentQueue<string>();
        var back = new TaskCompletionSource();
        scripted.Client.Connected += (_, _) =>
        {
            story.Enqueue("connected");
            if (story.Count > 1)
            {
                back.SetResult();
            }
        };
        scripted.Client.Disconnected += (_, args) => story.Enqueue($"disconnected {args.Reason.Code}: {args.Reason.Message}");
        scripted.Client.ReconnectAttempt += (_, args) => story.Enqueue($"attempt {args.Attempt} {args.Delay >= TimeSpan.FromSeconds(1) && args.Delay <= TimeSpan.FromSeconds(2)}");
        var (_, connection) = await scripted.SyncedAsync();
        connection.Break("cable");
        await scripted.ReconnectedAsync();
        await back.Task.Within();

        Assert.Equal(["connected", "disconnected connection-lost: The connection broke: cable", "attempt 1 True", "connected"], story);
    }

    [Fact]
    public async Task FirstStart_Refused_IsRetried()
    {
        await using var scripted = new ScriptedClient();
        var failures = 3;
        scripted.Server.OnStart = (_, _) => failures-- > 0 ? throw new IOException("nobody home") : Task.CompletedTask;
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        await scripted.Server.NextAsync();
        await scripted.ReconnectedAsync();
        await scripted.ReconnectedAsync();
        var connection = await scripted.ReconnectedAsync();

        Assert.NotNull(await connection.NextRequestAsync());
    }

    [Fact]
    public async Task Start_DoesNotAnswer_ConnectTimeoutEndsIt()
    {
        await using var scripted = new ScriptedClient(options => options.ConnectTimeout = TimeSpan.FromMinutes(2));
        scripted.Server.OnStart = (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, scripted.Time, token);
        var told = new TaskCompletionSource<SyncError>();
        scripted.Client.ReconnectAttempt += (_, args) => told.TrySetResult(args.Reason);
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        await scripted.Server.NextAsync();
        await scripted.Time.WhenTimerArmedAsync(TimeSpan.FromMinutes(2)).Within();
        scripted.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Contains("ConnectTimeout", (await told.Task.Within()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MaxReconnectAttempts_Exceeded_ErrorWithDataUntilRetried()
    {
        await using var scripted = new ScriptedClient(options => options.MaxReconnectAttempts = 1);
        var (note, connection) = await scripted.SyncedAsync();
        var failed = new TaskCompletionSource<ReconnectFailed>();
        scripted.Client.ReconnectFailed += (_, args) => failed.TrySetResult(args);
        scripted.Server.OnStart = (_, _) => throw new IOException("nobody home");
        connection.Break();
        await scripted.ReconnectedAsync();

        Assert.Contains("nobody home", (await failed.Task.Within()).Reason.Message, StringComparison.Ordinal);
        var error = Assert.IsType<SyncState<Note?>.Error>(await note.WhenAsync(state => state is SyncState<Note?>.Error));
        Assert.True(error.HasData);
        Assert.Equal("a", error.Data!.Text);
        await Assert.ThrowsAsync<SyncException>(() => note.WhenSyncedAsync().Within());
        await using var late = scripted.Client.SubscribeEntity<Note>(2);
        await late.WhenAsync(state => state is SyncState<Note?>.Error);
        Assert.Equal(SyncConnectionState.GivenUp, scripted.Client.ConnectionState);

        scripted.Server.OnStart = (_, _) => Task.CompletedTask;
        await note.RetryAsync().Within();
        Assert.IsType<SyncState<Note?>.Cached>(note.State);
        var next = await scripted.Server.NextAsync();
        var requests = (await next.NextCallAsync()).Entities!;
        Assert.Equal([5L, null], requests.Select(request => request.LastSeq));
        Assert.IsNotType<SyncState<Note?>.Error>(late.State);
    }

    [Fact]
    public async Task ConnectAsync_GivenUp_FaultsThenConnects()
    {
        await using var scripted = new ScriptedClient(options => options.MaxReconnectAttempts = 0);
        scripted.Server.OnStart = (_, _) => throw new IOException("nobody home");
        var error = await Assert.ThrowsAsync<SyncException>(() => scripted.Client.ConnectAsync().Within());
        Assert.Equal(SyncClientErrorCodes.ConnectFailed, error.Error.Code);

        scripted.Server.OnStart = (_, _) => Task.CompletedTask;
        await scripted.Client.ConnectAsync().Within();
        await scripted.Client.ConnectAsync().Within();
        Assert.Equal(SyncConnectionState.Connected, scripted.Client.ConnectionState);
    }

    [Fact]
    public async Task Hello_UnsupportedProtocol_ErrorForAllAndNoLoop()
    {
        await using var scripted = new ScriptedClient();
        scripted.Server.OnHello = () => throw new SyncException(new SyncError(SyncErrorCodes.UnsupportedProtocol, "Speaks 9 only."));
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        var error = Assert.IsType<SyncState<Note?>.Error>(await note.WhenAsync(state => state is SyncState<Note?>.Error));

        Assert.Equal(SyncErrorCodes.UnsupportedProtocol, error.Reason.Code);
        Assert.Equal(SyncConnectionState.GivenUp, scripted.Client.ConnectionState);
        Assert.Equal(0, scripted.Time.ArmedTimers);
    }

    [Fact]
    public async Task Hello_NotKnownToTheServer_Subscribes()
    {
        await using var scripted = new ScriptedClient();
        scripted.Server.OnHello = () => null;
        var (note, _) = await scripted.SyncedAsync();

        Assert.IsType<SyncState<Note?>.Synced>(note.State);
    }

    [Fact]
    public async Task Closing_WithATime_ComesBackThen()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var told = new TaskCompletionSource<ReconnectAttempt>();
        scripted.Client.ReconnectAttempt += (_, args) => told.TrySetResult(args);
        await connection.SendAsync(new Closing { Code = Closing.ServerStopping, Reconnect = true, AfterMs = 12_345 });
        await connection.Disposed;

        Assert.Equal(TimeSpan.FromMilliseconds(12_345), (await told.Task.Within()).Delay);
        Assert.IsType<SyncState<Note?>.Cached>(await note.WhenAsync(state => state is not SyncState<Note?>.Synced));
        connection.Break();
        await scripted.Time.WhenTimerArmedAsync(TimeSpan.FromSeconds(13)).Within();
        scripted.Time.Advance(TimeSpan.FromMilliseconds(12_344));
        Assert.False(scripted.Server.HasNext);
        scripted.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await scripted.Server.NextAsync());
    }

    [Fact]
    public async Task Closing_DoNotReconnect_ErrorForAllUntilConnectAsync()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        await connection.SendAsync(new Closing { Code = SyncErrorCodes.Unauthenticated, Reconnect = false });
        var error = Assert.IsType<SyncState<Note?>.Error>(await note.WhenAsync(state => state is SyncState<Note?>.Error));
        Assert.Equal(SyncErrorCodes.Unauthenticated, error.Reason.Code);
        Assert.Equal(0, scripted.Time.ArmedTimers);

        await scripted.Client.ConnectAsync().Within();
        var next = await scripted.Server.NextAsync();
        await next.SendAsync(Delta((await next.NextRequestAsync()).RequestId, 5));
        await note.WhenAsync(state => state is SyncState<Note?>.Synced);
    }

    [Fact]
    public async Task OldConnection_SpeaksAfterTheBreak_IsNotHeard()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        connection.Break();
        var next = await scripted.ReconnectedAsync();
        await next.SendAsync(Delta((await next.NextRequestAsync()).RequestId, 6));
        await note.WhenSyncedAsync().Within();

        await connection.SendAsync(Position(50));
        await connection.SendAsync(Updated("""{"text":"z"}""", 60, 6));
        await connection.SendAsync(new Closing { Code = "x", Reconnect = false });
        connection.Break();
        await next.SendAsync(Updated("""{"text":"b"}""", 7, 6));
        await note.WhenAsync(_ => note.Version?.Seq == 7);

        Assert.Equal("b", note.DataOrDefault!.Text);
    }

    [Fact]
    public async Task Resubscribe_ManySubscriptions_GoInBatchesBelowHalfTheLimit()
    {
        await using var scripted = new ScriptedClient();
        scripted.Server.OnHello = () => ScriptedServer.Hello(8_192);
        var gate = new TaskCompletionSource();
        scripted.Server.OnStart = (_, _) => gate.Task;
        for (var key = 0; key < 300; key++)
        {
            scripted.Client.SubscribeEntity<Note>(key);
        }

        await scripted.SettledAsync();
        gate.SetResult();
        var connection = await scripted.Server.NextAsync();
        var keys = new List<SyncKey>();
        while (keys.Count < 300)
        {
            var call = await connection.NextCallAsync();
            Assert.True(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(call, WireJsonContext.Default.SubscribeManyRequest).Length < 4_096);
            keys.AddRange(call.Entities!.Select(request => request.Key));
        }

        Assert.Equal(Enumerable.Range(0, 300).Select(key => (SyncKey)key), keys);
    }

    [Fact]
    public async Task Resubscribe_ServerAllowsFewSubscriptions_NoCallHoldsMore()
    {
        await using var scripted = new ScriptedClient();
        scripted.Server.OnHello = () => ScriptedServer.Hello(256 * 1024, subscriptions: 3);
        var gate = new TaskCompletionSource();
        scripted.Server.OnStart = (_, _) => gate.Task;
        for (var key = 0; key < 8; key++)
        {
            scripted.Client.SubscribeEntity<Note>(key);
        }

        await scripted.SettledAsync();
        gate.SetResult();
        var connection = await scripted.Server.NextAsync();
        var keys = new List<SyncKey>();
        while (keys.Count < 8)
        {
            // A server refuses a call with more than that as a whole, and could not say which requests it means.
            var call = await connection.NextCallAsync();
            Assert.InRange(call.Entities!.Count, 1, 3);
            keys.AddRange(call.Entities.Select(request => request.Key));
        }

        Assert.Equal(Enumerable.Range(0, 8).Select(key => (SyncKey)key), keys);
    }

    [Fact]
    public async Task SubscribeEntity_KeyBeyondTheServersLimit_ErrorForItAlone()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        await using var large = scripted.Client.SubscribeEntity<Note>(new string('k', 200_000));
        var error = Assert.IsType<SyncState<Note?>.Error>(await large.WhenAsync(state => state is SyncState<Note?>.Error));

        Assert.Equal(SyncErrorCodes.LimitExceeded, error.Reason.Code);
        Assert.Contains("200000", error.Reason.Message, StringComparison.Ordinal);
        Assert.False(connection.HasSubscribe);
        Assert.IsType<SyncState<Note?>.Synced>(note.State);
    }

    [Fact]
    public async Task DisposeAsync_OfTheClient_LeavesNothingBehind()
    {
        var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var waiting = scripted.Client.SubscribeEntity<Note>(2);
        var wait = waiting.WhenSyncedAsync();
        var (released, _) = (scripted.Client.SubscribeEntity<Note>(3), 0);
        await released.DisposeAsync();
        await scripted.Client.DisposeAsync().AsTask().Within();
        await scripted.Client.DisposeAsync().AsTask().Within();

        await connection.Disposed;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => wait.Within());
        Assert.Equal(0, scripted.Time.ArmedTimers);
        Assert.Equal(SyncConnectionState.Closed, scripted.Client.ConnectionState);
        Assert.IsType<SyncState<Note?>.Cached>(note.State);
        Assert.Throws<ObjectDisposedException>(() => scripted.Client.SubscribeEntity<Note>(1));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => scripted.Client.ConnectAsync());
        await note.DisposeAsync();
    }

    [Fact]
    public async Task ConnectAsync_ClientDisposedMeanwhile_Faults()
    {
        var scripted = new ScriptedClient();
        scripted.Server.OnStart = (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, scripted.Time, token);
        var connecting = scripted.Client.ConnectAsync();
        await scripted.Server.NextAsync();
        await scripted.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => connecting.Within());
        Assert.Equal(0, scripted.Time.ArmedTimers);
    }
}
