using SyncHub.Server.Authorization;
using SyncHub.Server.Data;
using SyncHub.Server.Feed;
using SyncHub.Server.Log;
using SyncHub.Server.Matching;
using SyncHub.Server.Model;

namespace SyncHub.Server.Collections;

/// <summary>What live queries have of the feed that they belong to.</summary>
internal sealed record LiveQueryFeed<T>(SyncModel Model, ModelQueries<T> Queries, EntryRows<T> Rows, ChangeHistory History, ReadHorizon Horizon, SourceReads<T> Reads, IMatcherObserver Observer)
    where T : class
{
    /// <summary>Pushes all that the feed holds back.</summary>
    public required Func<FeedPosition, ValueTask> FlushAllAsync { get; init; }

    /// <summary>Has every member of a group refreshed.</summary>
    public required Func<string, ValueTask> MarkStaleAsync { get; init; }

    /// <summary>The row before a change, and after it; null where there is none, or none that can be read.</summary>
    public (Row<T>? Before, Row<T>? After) Images(LogEntry entry)
    {
        var (before, after) = Rows.Of(entry);
        return (Readable(before), Readable(after));
    }

    /// <summary>The row before a contested change, as that itself says; null where it says that there was none.</summary>
    public Row<T>? Hint(LogEntry entry) => entry.Hint.IsAbsent ? null : Readable(Queries.RowOf(entry.Change.Key, entry.Hint));

    private Row<T>? Readable(Row<T>? row)
    {
        try
        {
            _ = row?.Entity;
            return row;
        }
        catch (Exception exception)
        {
            // No query matches what cannot be read, before this change as after it.
            Observer.EvaluationFailed(exception);
            return null;
        }
    }
}
