using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging;

namespace SyncHub.Client.Transport;

/// <summary>Connects straight to a WebSocket, without SignalR's negotiation.</summary>
internal sealed class WebSocketConnectionFactory(WebSocketConnectionOptions options, IHubProtocol protocol, ILoggerFactory loggerFactory) : IConnectionFactory
{
    private readonly ILogger _logger = loggerFactory.CreateLogger("SyncHub.Client.WebSocket");

    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        if (endpoint is not UriEndPoint { Uri: var address })
        {
            throw new ArgumentException($"The end point {endpoint} is a {endpoint?.GetType().Name}; give a UriEndPoint.", nameof(endpoint));
        }

        var uri = ToWebSocket(address);
        var socket = new ClientWebSocket();
        try
        {
            await PrepareAsync(socket.Options, cancellationToken).ConfigureAwait(false);
            await socket.ConnectAsync(uri, cancellationToken).ConfigureAwait(false);
        }
        catch (WebSocketException exception)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            throw new WebSocketException(exception.WebSocketErrorCode, Explain(uri, status, exception), exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return new WebSocketConnection(socket, endpoint, protocol.TransferFormat, _logger);
    }

    internal static Uri ToWebSocket(Uri address) => address.Scheme switch
    {
        "http" => new UriBuilder(address) { Scheme = "ws" }.Uri,
        "https" => new UriBuilder(address) { Scheme = "wss" }.Uri,
        _ => address,
    };

    private async ValueTask PrepareAsync(ClientWebSocketOptions socket, CancellationToken cancellationToken)
    {
        // SignalR has its own pings, which the server counts on; a second kind would only wake radios.
        socket.KeepAliveInterval = TimeSpan.Zero;
        socket.CollectHttpResponseDetails = true;
        foreach (var (name, value) in options.Headers)
        {
            socket.SetRequestHeader(name, value);
        }

        if (options.AccessTokenFactory is { } factory && await factory(cancellationToken).ConfigureAwait(false) is { Length: > 0 } token)
        {
            socket.SetRequestHeader("Authorization", $"Bearer {token}");
        }
    }

    private static string Explain(Uri address, HttpStatusCode status, WebSocketException exception)
    {
        // Without user and query, which may hold a secret: this text is logged.
        var uri = address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        return status switch
        {
            HttpStatusCode.Unauthorized => $"{uri} answered 401: it wants to know who asks; set AccessTokenFactory, or check that its token is still valid.",
            HttpStatusCode.Forbidden => $"{uri} answered 403: this user may not connect.",
            HttpStatusCode.NotFound => $"{uri} answered 404: there is no hub at this path; check the path given to MapSyncHub.",
            0 => $"{uri} cannot be reached: {(exception.InnerException ?? exception).Message}",
            _ => $"{uri} answered {(int)status} instead of switching to WebSocket.",
        };
    }
}
