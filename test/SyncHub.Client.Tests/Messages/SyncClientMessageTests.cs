using System.Collections.Concurrent;
using SyncHub.Client.Tests.Scripted;
using SyncHub.Client.Transport;

namespace SyncHub.Client.Tests.Messages;

public sealed class SyncClientMessageTests
{
    [Fact]
    public async Task SendAsync_Idle_ConnectsAndReturnsWhenTheHandlerHas()
    {
        await using var scripted = new ScriptedClient();
        var handled = new TaskCompletionSource();
        scripted.Server.OnSend = _ => handled.Task;
        var sent = scripted.Client.SendAsync(new Note(1, "a"));
        var connection = await scripted.Server.NextAsync();

        Assert.Equal("""{"id":1,"text":"a","rank":null}""", await connection.NextMessageAsync());
        await scripted.SettledAsync();
        Assert.False(sent.IsCompleted);
        handled.SetResult();
        await sent.Within();
    }

    [Fact]
    public async Task SendAsync_AnyJson_TravelsAsItIs()
    {
        await using var scripted = new ScriptedClient();
        await scripted.Client.SendAsync(17).Within();
        await scripted.Client.SendAsync<string?>(null).Within();
        await scripted.Client.SendAsync(RawJson.Parse("""{"a":[1, 2]}""")).Within();
        var connection = await scripted.Server.NextAsync();

        Assert.Equal("17", await connection.NextMessageAsync());
        Assert.Equal("null", await connection.NextMessageAsync());
        Assert.Equal("""{"a":[1, 2]}""", await connection.NextMessageAsync());
    }

    [Fact]
    public async Task SendAsync_WhileReconnecting_WaitsForTheNextConnectionWithoutHurryingIt()
    {
        await using var scripted = new ScriptedClient();
        var (_, connection) = await scripted.SyncedAsync();
        connection.Break();
        await scripted.Time.WhenTimerArmedAsync(TimeSpan.FromSeconds(30)).Within();
        var sent = scripted.Client.SendAsync("hello");
        Assert.False(scripted.Server.HasNext);
        var next = await scripted.ReconnectedAsync();

        await sent.Within();
        Assert.Equal("\"hello\"", await next.NextMessageAsync());
    }

    [Fact]
    public async Task SendAsync_GivenUp_ThrowsTheReason()
    {
        await using var scripted = new ScriptedClient(options => options.MaxReconnectAttempts = 0);
        scripted.Server.OnStart = (_, _) => throw new IOException("Down.");
        await Assert.ThrowsAsync<SyncException>(() => scripted.Client.SendAsync(1).Within());
        await scripted.Server.NextAsync();
        var exception = await Assert.ThrowsAsync<SyncException>(() => scripted.Client.SendAsync(2).Within());

        Assert.Equal(SyncClientErrorCodes.ConnectFailed, exception.Error.Code);
        Assert.False(scripted.Server.HasNext);
    }

    [Fact]
    public async Task SendAsync_ConnectionBreaksMeanwhile_SaysThatNobodyKnows()
    {
        await using var scripted = new ScriptedClient();
        scripted.Server.OnSend = _ => new TaskCompletionSource().Task;
        var (_, connection) = await scripted.SyncedAsync();
        var sent = scripted.Client.SendAsync(1);
        await connection.NextMessageAsync();
        connection.Break();
        var exception = await Assert.ThrowsAsync<SyncException>(() => sent.Within());

        Assert.Equal(SyncClientErrorCodes.ConnectionLost, exception.Error.Code);
        Assert.True(exception.Error.Retryable);
    }

    [Fact]
    public async Task SendAsync_RefusedByTheServer_ThrowsItsReason()
    {
        await using var scripted = new ScriptedClient();
        scripted.Server.OnSend = _ => throw new SyncException(new SyncError(SyncClientErrorCodes.RequestFailed, "Not at night."));
        var exception = await Assert.ThrowsAsync<SyncException>(() => scripted.Client.SendAsync(1).Within());

        Assert.Equal("Not at night.", exception.Message);
        Assert.Equal(SyncConnectionState.Connected, scripted.Client.ConnectionState);
    }

    /// <summary>A message beyond what the server reads would cost the connection.</summary>
    [Fact]
    public async Task SendAsync_TooLarge_IsRefusedHere()
    {
        await using var scripted = new ScriptedClient();
        scripted.Server.OnHello = () => ScriptedServer.Hello(4_096);
        await scripted.Client.SendAsync(new string('a', 3_000)).Within();
        var exception = await Assert.ThrowsAsync<SyncException>(() => scripted.Client.SendAsync(new string('a', 4_000)).Within());

        Assert.Equal(SyncErrorCodes.LimitExceeded, exception.Error.Code);
    }

    [Fact]
    public async Task SendAsync_CancelledOrDisposedWhileItWaits_Ends()
    {
        var scripted = new ScriptedClient();
        scripted.Server.OnStart = (_, cancellationToken) => new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        using var cancellation = new CancellationTokenSource();
        var cancelled = scripted.Client.SendAsync(1, cancellation.Token);
        var disposed = scripted.Client.SendAsync(2);
        await (await scripted.Server.NextAsync()).Started;
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Within());
        await scripted.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => disposed.Within());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => scripted.Client.SendAsync(3));
    }

    [Fact]
    public async Task MessageReceived_ManyMessages_ComeInOrderOffTheReceiveLoop()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        using var release = new ManualResetEventSlim();
        var seen = new ConcurrentQueue<int>();
        var last = new TaskCompletionSource();
        scripted.Client.MessageReceived += (_, message) =>
        {
            Assert.True(release.Wait(TimeSpan.FromSeconds(30)));
            seen.Enqueue(message.Get<int>());
            if (seen.Count == 100)
            {
                last.SetResult();
            }
        };
        for (var number = 0; number < 100; number++)
        {
            await connection.SendAsync(new IncomingMessage(RawJson.Parse($"{number}")));
        }

        // The handler blocks; the subscriptions do not.
        await connection.SendAsync(Wire.Updated("""{"text":"b"}""", 6, 5));
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Text: "b" });
        release.Set();
        await last.Task.Within();
        Assert.Equal(Enumerable.Range(0, 100), seen);
    }

    [Fact]
    public async Task MessageReceived_HandlerThrows_TheNextMessageComes()
    {
        await using var scripted = new ScriptedClient();
        var (_, connection) = await scripted.SyncedAsync();
        var failed = new TaskCompletionSource<CallbackFailed>();
        var second = new TaskCompletionSource<SyncMessage>();
        scripted.Client.CallbackFailed += (_, failure) => failed.TrySetResult(failure);
        scripted.Client.MessageReceived += (_, message) => second.SetResult(message.Payload.IsNull ? throw new InvalidOperationException("Oops.") : message);
        await connection.SendAsync(new IncomingMessage(RawJson.Null));
        await connection.SendAsync(new IncomingMessage(RawJson.Parse("""{"id":1,"text":"a"}""")));

        Assert.Equal(nameof(SyncClient.MessageReceived), (await failed.Task.Within()).Callback);
        var message = await second.Task.Within();
        Assert.Equal(new Note(1, "a"), message.Get<Note>());
        var exception = Assert.Throws<SyncException>(() => message.Get<int>());
        Assert.Equal(SyncClientErrorCodes.UnreadableEntity, exception.Error.Code);
    }
}
