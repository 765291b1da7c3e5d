using System.Threading.Channels;
using SyncHub.Client.Transport;

namespace SyncHub.Client.Tests.Scripted;

/// <summary>The peer of a client under test: hands out connections that do what the test says.</summary>
internal sealed class ScriptedServer : ISyncConnectionFactory
{
    private readonly Channel<ScriptedConnection> _connections = Channel.CreateUnbounded<ScriptedConnection>();

    /// <summary>Runs in StartAsync of every connection; throw to refuse it.</summary>
    public Func<ScriptedConnection, CancellationToken, Task> OnStart { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The answer to Hello.</summary>
    public Func<HelloResponse?> OnHello { get; set; } = () => Hello(256 * 1024);

    /// <summary>The answer to Authenticate; throw to fail the call.</summary>
    public Func<string, Task<AuthenticateResponse>> OnAuthenticate { get; set; } = _ => Task.FromResult(new AuthenticateResponse { Ok = true });

    /// <summary>Runs for each message of the application's own; throw to fail it.</summary>
    public Func<RawJson, Task> OnSend { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs before SubscribeMany is accepted; throw to refuse the call.</summary>
    public Func<SubscribeManyRequest, Task> OnSubscribe { get; set; } = _ => Task.CompletedTask;

    public static HelloResponse Hello(long receiveBytes, int subscriptions = 1000) => new()
    {
        Protocol = 1,
        Features = [],
        Limits = new HelloLimits
        {
            SubscriptionsPerConnection = subscriptions,
            KeyLength = 256,
            ReceiveBytes = receiveBytes,
            FilterDepth = 8,
            FilterTerms = 64,
            ListLength = 1_000,
            Top = 1_000,
            Skip = 10_000,
            PatternLength = 256,
            Matches = 5_000,
        },
    };

    public ISyncConnection Create(ISyncConnectionSink sink)
    {
        var connection = new ScriptedConnection(this, sink);
        Assert.True(_connections.Writer.TryWrite(connection));
        return connection;
    }

    /// <summary>The next connection that the client has begun.</summary>
    public Task<ScriptedConnection> NextAsync() => _connections.Reader.ReadAsync().AsTask().Within();

    public bool HasNext => _connections.Reader.TryPeek(out _);
}
