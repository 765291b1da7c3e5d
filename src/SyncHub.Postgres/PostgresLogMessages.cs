using Microsoft.Extensions.Logging;

namespace SyncHub.Postgres;

internal static partial class PostgresLogMessages
{
    [LoggerMessage(1, LogLevel.Warning, "The change log's database is out of reach: {Reason} Changes wait, clients stay connected; it is tried again.")]
    public static partial void ConnectionLost(this ILogger logger, string reason, Exception? exception);

    [LoggerMessage(2, LogLevel.Information, "The change log's database is in reach; the log is in epoch {Epoch}.")]
    public static partial void Connected(this ILogger logger, string epoch);

    [LoggerMessage(3, LogLevel.Warning, "The change log's database takes no changes: {Reason} They wait and are sent again.")]
    public static partial void AppendsRefused(this ILogger logger, string reason, Exception? exception);

    [LoggerMessage(4, LogLevel.Warning, "This node began epoch {Epoch} of the log ({Why}); all subscriptions are read from their sources again.")]
    public static partial void BeganEpoch(this ILogger logger, string epoch, string why);

    [LoggerMessage(5, LogLevel.Information, "The log is in epoch {Epoch}, {Before} before; all subscriptions are read from their sources again.")]
    public static partial void OtherEpoch(this ILogger logger, string epoch, string before);

    [LoggerMessage(6, LogLevel.Warning, "{Count} changes of model {Model} up to {Seq} cannot be read any more; its subscriptions are read from the source again.")]
    public static partial void Skipped(this ILogger logger, string model, long count, long seq);

    [LoggerMessage(7, LogLevel.Error, "An entry of model {Model} cannot be read; its subscriptions are read from the source again.")]
    public static partial void Unreadable(this ILogger logger, string model, Exception exception);

    [LoggerMessage(8, LogLevel.Error, "The queue of changes for the log is full; {Count} commits are dropped. A new epoch takes their place as soon as the database is in reach.")]
    public static partial void QueueFull(this ILogger logger, int count);
}
