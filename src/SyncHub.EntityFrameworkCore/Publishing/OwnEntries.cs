using SyncHub.EntityFrameworkCore.Models;
using SyncHub.Server.Log;

namespace SyncHub.EntityFrameworkCore.Publishing;

/// <summary>
/// Which of a model's log entries since a read of its rows are this process's own. A row of which others have said something in between may have been
/// read by them later than by this process, although they told the log first: what the log says last of it is then not what the database says.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="before">The log's head before the rows were read.</param>
internal sealed class OwnEntries(TrackedModel model, LogHead before)
{
    private const int EntriesPerRead = 512;

    private readonly List<(long First, long Last)> _own = [];
    private LogHead? _last;
    private long _count;

    /// <summary>An append of so many changes brought the log to a head.</summary>
    public void Add(LogHead head, int changes)
    {
        if (head.Epoch != (_last ?? before).Epoch)
        {
            // What the log held is gone with its epoch, and all that it holds now came after the read.
            _own.Clear();
            _count = 0;
        }

        _own.Add((head.Seq - changes + 1, head.Seq));
        _count += changes;
        _last = head;
    }

    /// <summary>Adds those of the rows that others have said something of between the read and the last append.</summary>
    /// <returns>Since when the first of those changes may have shown in the database; the end of time for none.</returns>
    public async ValueTask<DateTimeOffset> FindContestedAsync(IChangeLog log, IReadOnlySet<SyncKey> keys, RowKeys contested, CancellationToken cancellationToken)
    {
        var since = DateTimeOffset.MaxValue;
        if (_last is not { } head)
        {
            return since;
        }

        var seq = head.Epoch == before.Epoch ? before.Seq : 0;
        if (head.Seq - seq == _count)
        {
            return since;
        }

        while (seq < head.Seq)
        {
            var slice = await log.ReadAsync(model.Model.Name, seq, EntriesPerRead, cancellationToken).ConfigureAwait(false);
            if (slice.Head.Epoch != head.Epoch || !slice.Covers(seq))
            {
                AddAll(keys, contested);
                return since;
            }

            foreach (var entry in slice.Entries)
            {
                seq = entry.Seq;
                if (seq <= head.Seq && keys.Contains(entry.Change.Key) && !IsOwn(seq))
                {
                    contested.Add(model, entry.Change.Key);
                    since = entry.VisibleSince < since ? entry.VisibleSince : since;
                }
            }
        }

        return since;
    }

    private void AddAll(IReadOnlySet<SyncKey> keys, RowKeys contested)
    {
        foreach (var key in keys)
        {
            contested.Add(model, key);
        }
    }

    private bool IsOwn(long seq)
    {
        // Ranges are in order; there are as many as commits in a batch.
        foreach (var (first, last) in _own)
        {
            if (seq <= last)
            {
                return seq >= first;
            }
        }

        return false;
    }
}
