using Microsoft.Extensions.Logging;

namespace SyncHub.Client.Sqlite;

internal static partial class SqliteLog
{
    [LoggerMessage(1, LogLevel.Warning, "The local store's file was damaged; it is set aside as {Path}, and begun anew.")]
    public static partial void FileSetAside(ILogger logger, Exception exception, string path);

    [LoggerMessage(2, LogLevel.Warning, "An entry of the local store's file could not be read; it is dropped.")]
    public static partial void RowDropped(ILogger logger);
}
