using Microsoft.Extensions.Logging;

namespace SyncHub.Client.Loop;

internal static partial class LoopLog
{
    [LoggerMessage(1, LogLevel.Error, "SyncHub's client failed to handle an event; it goes on with the next one.")]
    public static partial void WorkFailed(ILogger logger, Exception exception);
}
