using System.Collections.Concurrent;
using System.Threading.Channels;
using SyncHub.Client.Transport;

namespace SyncHub.Client.Tests.Scripted;

internal sealed class ScriptedConnection(ScriptedServer server, ISyncConnectionSink sink) : ISyncConnection
{
    private readonly Channel<SubscribeManyRequest> _subscribes = Channel.CreateUnbounded<SubscribeManyRequest>();
    private readonly Channel<UnsubscribeRequest> _unsubscribes = Channel.CreateUnbounded<UnsubscribeRequest>();
    private readonly Channel<string> _secrets = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _messages = Channel.CreateUnbounded<string>();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the client has called so far.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>Completes when the client has begun to start it.</summary>
    public Task Started => _started.Task.Within();

    public Task Disposed => _disposed.Task.Within();

    public bool HasSubscribe => _subscribes.Reader.TryPeek(out _);

    public bool HasUnsubscribe => _unsubscribes.Reader.TryPeek(out _);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var start = server.OnStart(this, cancellationToken);
        _started.TrySetResult();
        return start;
    }

    public Task<HelloResponse?> HelloAsync(HelloRequest request, CancellationToken cancellationToken) => Task.FromResult(server.OnHello());

    public async Task<AuthenticateResponse> AuthenticateAsync(AuthenticateRequest request, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"sign in with {request.Secret}");
        Assert.True(_secrets.Writer.TryWrite(request.Secret));
        return await server.OnAuthenticate(request.Secret).WaitAsync(cancellationToken);
    }

    public async Task SubscribeAsync(SubscribeManyRequest request, CancellationToken cancellationToken)
    {
        Calls.Enqueue("subscribe");
        Assert.True(_subscribes.Writer.TryWrite(request));
        await server.OnSubscribe(request).WaitAsync(cancellationToken);
    }

    public async Task SendAsync(RawJson payload, CancellationToken cancellationToken)
    {
        Assert.True(_messages.Writer.TryWrite(payload.ToString()));
        await server.OnSend(payload).WaitAsync(cancellationToken);
    }

    public Task UnsubscribeAsync(UnsubscribeRequest request, CancellationToken cancellationToken)
    {
        Assert.True(_unsubscribes.Writer.TryWrite(request));
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _disposed.TrySetResult();
        return ValueTask.CompletedTask;
    }

    public Task<SubscribeManyRequest> NextCallAsync() => _subscribes.Reader.ReadAsync().AsTask().Within();

    /// <summary>The next secret that the client has shown.</summary>
    public Task<string> NextSecretAsync() => _secrets.Reader.ReadAsync().AsTask().Within();

    /// <summary>The next message of the application's own that the client has sent.</summary>
    public Task<string> NextMessageAsync() => _messages.Reader.ReadAsync().AsTask().Within();

    public bool HasSecret => _secrets.Reader.TryPeek(out _);

    public async Task<SubscribeEntityRequest> NextRequestAsync() => Assert.Single((await NextCallAsync()).Entities!);

    public async Task<SubscribeCollectionRequest> NextCollectionAsync() => Assert.Single((await NextCallAsync()).Collections!);

    public Task<UnsubscribeRequest> NextUnsubscribeAsync() => _unsubscribes.Reader.ReadAsync().AsTask().Within();

    public Task SendAsync(object record) => sink.ReceiveAsync(record).AsTask().Within();

    public void Break(string reason = "torn") => sink.Closed(new IOException(reason));
}
