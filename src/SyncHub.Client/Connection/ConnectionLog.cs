using Microsoft.Extensions.Logging;

namespace SyncHub.Client.Connection;

internal static partial class ConnectionLog
{
    [LoggerMessage(1, LogLevel.Information, "Connected.")]
    public static partial void Connected(ILogger logger);

    [LoggerMessage(2, LogLevel.Information, "Disconnected: {Code}. {Reason}")]
    public static partial void Disconnected(ILogger logger, string code, string reason);

    [LoggerMessage(3, LogLevel.Information, "Attempt {Attempt} to connect follows in {Delay}. {Reason}")]
    public static partial void Waiting(ILogger logger, int attempt, TimeSpan delay, string reason);

    [LoggerMessage(4, LogLevel.Error, "No further attempt to connect: {Code}. {Reason}")]
    public static partial void GivenUp(ILogger logger, string code, string reason);

    [LoggerMessage(5, LogLevel.Warning, "A connection could not be closed in good order.")]
    public static partial void CloseFailed(ILogger logger, Exception exception);
}
