using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using SyncHub.Client.Transport;

namespace SyncHub.Benchmarks;

/// <summary>Connects over a WebSocket, and cuts the connection on demand.</summary>
internal sealed class CuttableConnections : IConnectionFactory
{
    private readonly WebSocketConnectionFactory _sockets =
        new(new WebSocketConnectionOptions(null, new Dictionary<string, string>()), new JsonHubProtocol(), NullLoggerFactory.Instance);

    private volatile ConnectionContext? _latest;

    public void Cut() => _latest?.Abort();

    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        _latest = await _sockets.ConnectAsync(endpoint, cancellationToken);
}
