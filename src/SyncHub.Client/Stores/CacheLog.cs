using Microsoft.Extensions.Logging;

namespace SyncHub.Client.Stores;

internal static partial class CacheLog
{
    [LoggerMessage(1, LogLevel.Warning, "The local store failed at '{Operation}'; the client goes on without it. Failures of this kind are not logged again.")]
    public static partial void Failed(ILogger logger, Exception exception, string operation);

    [LoggerMessage(2, LogLevel.Information, "A stored entry of {Model} is dropped and not shown: {Reason}.")]
    public static partial void Dropped(ILogger logger, string model, string reason);

    [LoggerMessage(3, LogLevel.Information, "Somebody else uses the application now: the local store is cleared.")]
    public static partial void Disowned(ILogger logger);
}
