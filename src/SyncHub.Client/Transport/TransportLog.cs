using Microsoft.Extensions.Logging;

namespace SyncHub.Client.Transport;

internal static partial class TransportLog
{
    [LoggerMessage(1, LogLevel.Information, "The server does not answer Hello; protocol version 1 is assumed. {Reason}")]
    public static partial void NoHello(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Warning, "The server called {Method} with null; ignored.")]
    public static partial void NullArgument(ILogger logger, string method);

    [LoggerMessage(3, LogLevel.Debug, "The WebSocket ended: {Reason}")]
    public static partial void SocketEnded(ILogger logger, string reason);
}
