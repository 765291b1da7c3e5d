using StackExchange.Redis;

namespace SyncHub.Redis.Connection;

/// <summary>
/// One connection to Redis, from its beginning to its end; it is replaced rather than mended. Answers that take too long are given up.
/// Only what StackExchange.Redis has had unchanged since 1.2.6 is called.
/// </summary>
internal sealed class RedisLink : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _connection;
    private readonly IDatabase _database;
    private readonly TimeSpan _responseTimeout;
    private readonly TimeProvider _timers;
    private readonly EventHandler<ConnectionFailedEventArgs> _changed;

    private RedisLink(ConnectionMultiplexer connection, TimeSpan responseTimeout, TimeProvider timers, Action changed)
    {
        _connection = connection;
        _database = connection.GetDatabase();
        _responseTimeout = responseTimeout;
        _timers = timers;
        _changed = (_, _) => changed();
        _connection.ConnectionFailed += _changed;
        _connection.ConnectionRestored += _changed;
    }

    /// <summary>Connects, or fails.</summary>
    /// <param name="configuration">Where to.</param>
    /// <param name="responseTimeout">How long an answer may take.</param>
    /// <param name="timers">Measures that.</param>
    /// <param name="changed">Called, from any thread, whenever the connection, or a part of it, was lost or is there again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<RedisLink> ConnectAsync(ConfigurationOptions configuration, TimeSpan responseTimeout, TimeProvider timers, Action changed, CancellationToken cancellationToken)
    {
        var options = configuration.Clone();
        options.AbortOnConnectFail = true;
        var connecting = ConnectionMultiplexer.ConnectAsync(options);
        try
        {
            // The client has a limit of its own, but not for every step of the way.
            var limit = TimeSpan.FromMilliseconds(options.ConnectTimeout) + responseTimeout;
            return new RedisLink(await connecting.WaitAsync(limit, timers, cancellationToken).ConfigureAwait(false), responseTimeout, timers, changed);
        }
        catch
        {
            _ = DisposeLateAsync(connecting);
            throw;
        }
    }

    /// <summary>Has every message of a channel handed over, from any thread: all that are published once this completes.</summary>
    public async Task SubscribeAsync(string channel, Action<byte[]> received)
    {
        var subscriber = _connection.GetSubscriber();
        await subscriber.SubscribeAsync(Channel(channel), (_, message) => received(message!)).WaitAsync(_responseTimeout, _timers).ConfigureAwait(false);

        // The client may call that done before it was sent. What goes the same way is answered after it.
        await subscriber.PingAsync().WaitAsync(_responseTimeout, _timers).ConfigureAwait(false);
    }

    /// <summary>Runs a script and waits as long as an answer may take.</summary>
    /// <exception cref="TimeoutException">It takes longer.</exception>
    public Task<RedisResult> RunAsync(string script, (RedisKey[] Keys, RedisValue[] Values) arguments) =>
        SendAsync(script, arguments).WaitAsync(_responseTimeout, _timers);

    /// <summary>Runs a script, in the order of the calls. Nothing limits the wait: who sends many of these watches the connection by other means.</summary>
    public Task<RedisResult> SendAsync(string script, (RedisKey[] Keys, RedisValue[] Values) arguments) =>
        _database.ScriptEvaluateAsync(script, arguments.Keys, arguments.Values);

    /// <summary>Runs a command.</summary>
    public Task<RedisResult> ExecuteAsync(string command, params object[] arguments) =>
        _database.ExecuteAsync(command, arguments).WaitAsync(_responseTimeout, _timers);

    public async ValueTask DisposeAsync()
    {
        _connection.ConnectionFailed -= _changed;
        _connection.ConnectionRestored -= _changed;
        await CloseAsync(_connection).ConfigureAwait(false);
    }

    private static RedisChannel Channel(string name) => new(name, RedisChannel.PatternMode.Literal);

    private static async Task DisposeLateAsync(Task<ConnectionMultiplexer> connecting)
    {
        try
        {
            await CloseAsync(await connecting.ConfigureAwait(false)).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // It was given up already, and whoever waited was told why.
        catch
#pragma warning restore CA1031
        {
        }
    }

    // Away from the caller: to close a connection whose other end is silent may take the client seconds.
    private static Task CloseAsync(ConnectionMultiplexer connection) => Task.Run(() =>
    {
        try
        {
            connection.Close(allowCommandsToComplete: false);
            connection.Dispose();
        }
#pragma warning disable CA1031 // What cannot be closed is given up.
        catch
#pragma warning restore CA1031
        {
        }
    });
}
