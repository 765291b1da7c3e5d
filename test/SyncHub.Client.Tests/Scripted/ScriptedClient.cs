using System.Text.Json;
using SyncHub.Testing;
using static SyncHub.Client.Tests.Collections.PageWire;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Scripted;

/// <summary>A client on a clock that the test moves, and its scripted peer.</summary>
internal sealed class ScriptedClient : IAsyncDisposable
{
    private int _sent;

    public ScriptedClient(Action<SyncClientOptions>? configure = null)
    {
        var options = new SyncClientOptions
        {
            TimeProvider = Time,

            // Far beyond every delay that tests wait for, so that its timer is not mistaken for one of them.
            ConnectTimeout = TimeSpan.FromDays(1),
        };
        configure?.Invoke(options);
        Client = new SyncClient(Server, options);
    }

    public ScriptedServer Server { get; } = new();

    public ManualTimeProvider Time { get; } = new();

    public SyncClient Client { get; }

    /// <summary>A handle that is synced at seq 5 with text "a", and the connection it lives on.</summary>
    public async Task<(LiveEntity<Note> Note, ScriptedConnection Connection)> SyncedAsync(SyncKey? key = null)
    {
        var note = Client.SubscribeEntity<Note>(key ?? 1);
        var connection = await Server.NextAsync();
        var request = await connection.NextRequestAsync();
        await connection.SendAsync(Snapshot(request.RequestId, """{"id":1,"text":"a"}""", 5));
        await note.WhenSyncedAsync().Within();
        return (note, connection);
    }

    /// <summary>A handle on the first <paramref name="top"/> notes, synced at seq 5 with the rows and the total given, and the connection it lives on.</summary>
    public async Task<(LiveCollection<Note> Notes, ScriptedConnection Connection)> SyncedPageAsync(string rows = "ab", int? top = 3, long? total = 2)
    {
        var notes = Client.SubscribeCollection<Note>(default(JsonElement), top: top);
        var connection = await Server.NextAsync();
        var request = await connection.NextCollectionAsync();
        await connection.SendAsync(Page(request.RequestId, Rows(rows), 5, total));
        await notes.WhenSyncedAsync().Within();
        return (notes, connection);
    }

    /// <summary>Releases a handle and lets its suspend delay pass.</summary>
    public async Task SuspendAsync(IAsyncDisposable handle)
    {
        var delay = TimeSpan.FromSeconds(1);
        await handle.DisposeAsync();
        await Time.WhenTimerArmedAsync(delay).Within();
        Time.Advance(delay);
        await SettledAsync();
    }

    /// <summary>Moves the clock to the end of the reconnect delay and returns the connection that is made then.</summary>
    public async Task<ScriptedConnection> ReconnectedAsync()
    {
        // No further than that: a next attempt that fails at once would have its own delay run out on the way.
        var delay = TimeSpan.Zero;
        await Time.WhenTimerArmedAsync(remaining =>
        {
            var isDelay = remaining <= TimeSpan.FromSeconds(30);
            delay = isDelay && remaining > delay ? remaining : delay;
            return isDelay;
        }).Within();
        Time.Advance(delay);
        return await Server.NextAsync();
    }

    /// <summary>Returns when the client has dealt with everything that was posted to it so far.</summary>
    public Task SettledAsync() => Client.RetryAsync().Within();

    /// <summary>Returns when everything that the client wanted to send so far is with the connection: calls leave in order, and this is the last.</summary>
    public async Task SentAsync(ScriptedConnection connection)
    {
        var last = Client.SubscribeEntity<Note>(1, model: $"Last{++_sent}");
        Assert.Equal(last.Model, (await connection.NextRequestAsync()).Model);
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
