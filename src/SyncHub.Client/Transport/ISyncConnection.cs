using SyncHub.Json;
using SyncHub.Protocol;

namespace SyncHub.Client.Transport;

/// <summary>One connection, from start to end: never started twice, so what arrives on it belongs to it alone.</summary>
internal interface ISyncConnection : IAsyncDisposable
{
    /// <summary>Connects. After that the sink hears what arrives, and at last that the connection has closed.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Agrees on the protocol; null from a server that does not know the method.</summary>
    /// <exception cref="SyncException">The server shares no protocol version.</exception>
    Task<HelloResponse?> HelloAsync(HelloRequest request, CancellationToken cancellationToken);

    /// <summary>Signs in; the answer says whether that was accepted.</summary>
    Task<AuthenticateResponse> AuthenticateAsync(AuthenticateRequest request, CancellationToken cancellationToken);

    /// <summary>Completes when the server has accepted the request; the answers come one by one.</summary>
    /// <exception cref="SyncException">The server refused the call as a whole.</exception>
    Task SubscribeAsync(SubscribeManyRequest request, CancellationToken cancellationToken);

    /// <summary>Completes when the server's own handler has.</summary>
    /// <exception cref="SyncException">The server refused the message, or its handler failed.</exception>
    Task SendAsync(RawJson payload, CancellationToken cancellationToken);

    /// <summary>Completes when the request is on its way.</summary>
    Task UnsubscribeAsync(UnsubscribeRequest request, CancellationToken cancellationToken);
}

/// <summary>Where a connection delivers.</summary>
internal interface ISyncConnectionSink
{
    /// <summary>Takes one wire record. The connection waits for it, so a slow receiver slows it down.</summary>
    ValueTask ReceiveAsync(object record);

    /// <summary>The connection is over; null for a close without an error.</summary>
    void Closed(Exception? error);
}

internal interface ISyncConnectionFactory
{
    ISyncConnection Create(ISyncConnectionSink sink);
}
