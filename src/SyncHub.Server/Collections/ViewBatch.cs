using SyncHub.Server.Data;
using SyncHub.Server.Log;
using SyncHub.Server.Windows;

namespace SyncHub.Server.Collections;

/// <summary>The changes that one list has still to take in, in log order: those of one commit, or of one debounce window.</summary>
internal sealed class ViewBatch<T>(long firstSeq)
    where T : class
{
    private readonly List<RowChange<Row<T>>> _changes = [];

    public List<RowChange<Row<T>>> Changes => _changes;

    public LogEntry? Last { get; private set; }

    public long FirstSeq => firstSeq;

    /// <summary>The names of the writes in here; null for none.</summary>
    public List<string>? MutationIds { get; private set; }

    /// <summary>Whether one of the changes belongs together with others.</summary>
    public bool IsPartOfCommit { get; private set; }

    public void Add(LogEntry entry, RowChange<Row<T>> change)
    {
        _changes.Add(change);
        Last = entry;
        IsPartOfCommit |= entry.IsPartOfCommit;
        if (entry.MutationId is { } id && MutationIds?.Contains(id) != true)
        {
            (MutationIds ??= []).Add(id);
        }
    }
}
