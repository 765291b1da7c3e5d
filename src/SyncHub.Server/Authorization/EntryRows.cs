using SyncHub.Server.Data;
using SyncHub.Server.Log;
using SyncHub.Server.Model;

namespace SyncHub.Server.Authorization;

/// <summary>The rows of the change that a feed is at: read once, however many scopes and lists look at them. Owned by the feed's loop.</summary>
internal sealed class EntryRows<T>(ModelQueries<T> queries)
    where T : class
{
    private LogEntry? _entry;
    private Row<T>? _before;
    private Row<T>? _after;

    /// <summary>The row before a change and after it; null where there is none.</summary>
    public (Row<T>? Before, Row<T>? After) Of(LogEntry entry)
    {
        if (!ReferenceEquals(_entry, entry))
        {
            (_entry, _before, _after) = (entry, queries.Before(entry.Change), queries.After(entry.Change));
        }

        return (_before, _after);
    }
}
