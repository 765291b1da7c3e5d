using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;
using SyncHub.Protocol;

namespace SyncHub.Testing;

/// <summary>One call of the server on a client.</summary>
/// <param name="Method">The client method.</param>
/// <param name="Argument">Its argument.</param>
public sealed record ServerCall(string Method, JsonElement Argument);

/// <summary>A SignalR client with no SyncHub in it: it keeps every call of the server, in order.</summary>
public sealed class BareClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly string[] Methods =
    [
        ClientMethods.Subscribed, ClientMethods.EntityAdded, ClientMethods.EntityUpdated, ClientMethods.EntityRemoved,
        ClientMethods.CollectionSnapshot, ClientMethods.CollectionChanged, ClientMethods.RowsChanged, ClientMethods.Message, ClientMethods.Position, ClientMethods.SubscriptionError, ClientMethods.Closing,
    ];

    private readonly Channel<ServerCall> _calls = Channel.CreateUnbounded<ServerCall>();

    private BareClient(HubConnection connection, InMemoryConnectionFactory factory)
    {
        Connection = connection;
        Factory = factory;
        foreach (var method in Methods)
        {
            connection.On<JsonElement>(method, argument => _calls.Writer.TryWrite(new ServerCall(method, argument.Clone())));
        }
    }

    /// <summary>The SignalR connection.</summary>
    public HubConnection Connection { get; }

    /// <summary>What connects it, with its links and their faults.</summary>
    public InMemoryConnectionFactory Factory { get; }

    /// <summary>Connects to a test server.</summary>
    public static async Task<BareClient> ConnectAsync(SyncHubTestServer server, Action<InMemoryLink>? prepare = null)
    {
        var factory = server.CreateFactory();
        factory.Prepare = prepare;
        var client = new BareClient(SyncHubTestServer.CreateBuilder(factory).Build(), factory);
        await client.Connection.StartAsync();
        return client;
    }

    /// <summary>Calls a hub method and waits until the invocation completes.</summary>
    public Task InvokeAsync(string method, object? argument) => Connection.InvokeAsync(method, argument).WaitAsync(Patience);

    /// <summary>Says Hello.</summary>
    public Task<JsonElement> HelloAsync(object request) => Connection.InvokeAsync<JsonElement>(HubMethods.Hello, request).WaitAsync(Patience);

    /// <summary>Subscribes to one entity and returns the answer, which must be the next call of the server but for positions.</summary>
    public async Task<JsonElement> SubscribeAsync(string model, object key, long? lastSeq = null, string? epoch = null, string requestId = "r1")
    {
        await InvokeAsync(HubMethods.SubscribeEntity, new { requestId, model, key, lastSeq, epoch });
        var call = await NextAnswerAsync();
        return call.Method == ClientMethods.Subscribed
            ? call.Argument
            : throw new InvalidOperationException($"Expected Subscribed, got {call.Method}: {call.Argument}");
    }

    /// <summary>The next call of the server.</summary>
    public Task<ServerCall> NextAsync() => _calls.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>The next call of the server that is no position: those come whenever some time has passed.</summary>
    public async Task<ServerCall> NextAnswerAsync()
    {
        while (true)
        {
            var call = await NextAsync();
            if (call.Method != ClientMethods.Position)
            {
                return call;
            }
        }
    }

    /// <summary>The next call of the server to one method; what comes before is passed over.</summary>
    public async Task<JsonElement> NextAsync(string method)
    {
        while (true)
        {
            var call = await NextAsync();
            if (call.Method == method)
            {
                return call.Argument;
            }
        }
    }

    /// <summary>All calls that the server has on the way: subscribes to an entity that nobody writes, is answered behind them, and leaves it.</summary>
    public async Task<IReadOnlyList<ServerCall>> UntilNowAsync(string model, object key)
    {
        const string RequestId = "until now";
        await InvokeAsync(HubMethods.SubscribeEntity, new { requestId = RequestId, model, key });
        var calls = new List<ServerCall>();
        while (true)
        {
            var call = await NextAsync();
            if (call.Method == ClientMethods.Subscribed && call.Argument.Text("requestId") == RequestId)
            {
                await InvokeAsync(HubMethods.Unsubscribe, new { subscriptionId = call.Argument.Text("subscriptionId") });
                return calls;
            }

            calls.Add(call);
        }
    }

    /// <summary>What has arrived and was not taken.</summary>
    public IReadOnlyList<ServerCall> Waiting()
    {
        var calls = new List<ServerCall>();
        while (_calls.Reader.TryRead(out var call))
        {
            calls.Add(call);
        }

        return calls;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Connection.DisposeAsync();
}
