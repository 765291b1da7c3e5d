using Microsoft.Extensions.Logging;

namespace SyncHub.Server.Log;

internal static partial class ChangeLogMessages
{
    [LoggerMessage(1, LogLevel.Error, "An observer of the change log of model {Model} threw. It stays registered; observers must not throw.")]
    public static partial void ObserverFailed(this ILogger logger, Exception exception, string model);
}
