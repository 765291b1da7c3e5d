namespace SyncHub.Server.Log.Remote;

/// <summary>
/// Commits in the order in which they were made, those that are on their way first. Bounded: one that does not fit takes the place of all that
/// are there. Safe for concurrent use; one loop sends.
/// </summary>
internal sealed class AppendQueue(int mostCommits, long mostBytes)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<PendingCommit> _commits = [];

    // The first that is not on its way; null for none.
    private LinkedListNode<PendingCommit>? _next;
    private long _bytes;
    private bool _isClosed;

    /// <summary>How many commits there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _commits.Count;
            }
        }
    }

    /// <summary>The youngest commit; null for none.</summary>
    public PendingCommit? Last
    {
        get
        {
            lock (_gate)
            {
                return _commits.Last?.Value;
            }
        }
    }

    /// <summary>Adds a commit. Where that is too much, the commits that were there, and this one, are out of the queue and returned.</summary>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    public IReadOnlyList<PendingCommit> Add(PendingCommit commit)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(IChangeLog));
            var node = _commits.AddLast(commit);
            _next ??= node;
            _bytes += commit.Bytes;

            // One that is too large by itself goes through where nothing waits: else it could never be sent.
            return _commits.Count > mostCommits || (_bytes > mostBytes && _commits.Count > 1) ? TakeAll_NeedsLock() : [];
        }
    }

    /// <summary>The next commit to be sent; null for none.</summary>
    public PendingCommit? TrySend()
    {
        lock (_gate)
        {
            var node = _next;
            _next = node?.Next;
            return node?.Value;
        }
    }

    /// <summary>None is on its way any more: all are to be sent again, in their order.</summary>
    public void Rewind()
    {
        lock (_gate)
        {
            _next = _commits.First;
        }
    }

    /// <summary>The oldest commit on its way is in the log. False where it is no longer in the queue.</summary>
    public bool Remove(PendingCommit commit)
    {
        lock (_gate)
        {
            if (_commits.First?.Value != commit)
            {
                return false;
            }

            _next = _next == _commits.First ? _commits.First.Next : _next;
            _commits.RemoveFirst();
            _bytes -= commit.Bytes;
            return true;
        }
    }

    /// <summary>Takes no more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }

    /// <summary>Takes all commits out.</summary>
    public IReadOnlyList<PendingCommit> TakeAll()
    {
        lock (_gate)
        {
            return TakeAll_NeedsLock();
        }
    }

    private List<PendingCommit> TakeAll_NeedsLock()
    {
        List<PendingCommit> all = [.. _commits];
        _commits.Clear();
        _next = null;
        _bytes = 0;
        return all;
    }
}
