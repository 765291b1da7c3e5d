using SyncHub.Client.Transport;
using SyncHub.Json;
using SyncHub.Protocol;

namespace SyncHub.Benchmarks;

/// <summary>A connection that takes whatever a client sends, and answers nothing.</summary>
internal sealed class SilentConnection : ISyncConnection, ISyncConnectionFactory
{
    public ISyncConnection Create(ISyncConnectionSink sink) => this;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<HelloResponse?> HelloAsync(HelloRequest request, CancellationToken cancellationToken) => Task.FromResult<HelloResponse?>(null);

    public Task<AuthenticateResponse> AuthenticateAsync(AuthenticateRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new AuthenticateResponse { Ok = true });

    public Task SubscribeAsync(SubscribeManyRequest request, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task SendAsync(RawJson payload, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task UnsubscribeAsync(UnsubscribeRequest request, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
