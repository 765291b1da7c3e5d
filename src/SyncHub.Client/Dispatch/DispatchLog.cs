using Microsoft.Extensions.Logging;

namespace SyncHub.Client.Dispatch;

internal static partial class DispatchLog
{
    [LoggerMessage(1, LogLevel.Error, "A handler of {Callback} threw; the client goes on.")]
    public static partial void CallbackThrew(ILogger logger, Exception exception, string callback);

    [LoggerMessage(2, LogLevel.Warning, "An event {Callback} was dropped, because {Pending} wait for handlers that do not return.")]
    public static partial void EventDropped(ILogger logger, string callback, int pending);
}
