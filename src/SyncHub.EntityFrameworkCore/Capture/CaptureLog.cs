using Microsoft.Extensions.Logging;

namespace SyncHub.EntityFrameworkCore.Capture;

internal static partial class CaptureLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Context} uses SyncHub but was made without the application's services, so that subscribers do not see what it saves. Take it from the application's services or factory, or give UseSyncHub the services.")]
    public static partial void NoServices(ILogger logger, Type context);

    [LoggerMessage(2, LogLevel.Debug, "{Context} uses SyncHub, of which the application's services have no models with AddEntityFrameworkModel; what it saves is not looked at.")]
    public static partial void NoSyncHub(ILogger logger, Type context);

    [LoggerMessage(3, LogLevel.Warning, "The rows of model {Model} could not be read before a save. It goes on; lists may have to be counted again because of it.")]
    public static partial void BeforesUnknown(ILogger logger, Exception exception, string model);

    [LoggerMessage(4, LogLevel.Error, "What {Context} saves could not be looked at; subscribers may not see it.")]
    public static partial void CaptureFailed(ILogger logger, Exception exception, Type context);

    [LoggerMessage(5, LogLevel.Warning, "A statement past SaveChanges writes table {Table}, and SyncHub cannot tell which rows: subscribers of {Models} do not see it. Use ExecuteUpdateAndSyncAsync or ExecuteDeleteAndSyncAsync, or call ISyncNotifier.NotifyChangedAsync or NotifyAllChangedAsync after it is committed. This is said once for each table.")]
    public static partial void Bypassed(ILogger logger, string table, string models);
}
