using Microsoft.Extensions.Logging;

namespace SyncHub.Redis.Bus;

internal static partial class RedisBusMessages
{
    [LoggerMessage(1, LogLevel.Warning, "Redis is out of reach for the node bus: {Reason} What the application sends through its hub reaches this node's clients only; it is tried again.")]
    public static partial void BusLost(this ILogger logger, string reason, Exception? exception);

    [LoggerMessage(2, LogLevel.Information, "The node bus is in reach.")]
    public static partial void BusConnected(this ILogger logger);

    [LoggerMessage(3, LogLevel.Error, "Whoever follows the node bus failed on a message; the next ones are handed over.")]
    public static partial void BusReceiverFailed(this ILogger logger, Exception exception);
}
