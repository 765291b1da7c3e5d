namespace SyncHub.Server.Collections;

/// <summary>Live queries that nobody follows and that are kept a while for those who come back. Owned by the feed's loop.</summary>
internal sealed class IdleGroups<T>(LiveQueryLimits limits, TimeProvider time)
    where T : class
{
    // In the order in which they became idle.
    private readonly LinkedList<CollectionGroup<T>> _groups = new();
    private readonly Dictionary<CollectionGroup<T>, LinkedListNode<CollectionGroup<T>>> _nodes = [];

    public void Add(CollectionGroup<T> group)
    {
        if (!_nodes.ContainsKey(group))
        {
            group.IdleSince = Now();
            _nodes.Add(group, _groups.AddLast(group));
        }
    }

    public void Remove(CollectionGroup<T> group)
    {
        if (_nodes.Remove(group, out var node))
        {
            _groups.Remove(node);
            group.IdleSince = null;
        }
    }

    /// <summary>The one that has been idle longest; null where there is none.</summary>
    public CollectionGroup<T>? TakeOldest()
    {
        var oldest = _groups.First?.Value;
        if (oldest is not null)
        {
            Remove(oldest);
        }

        return oldest;
    }

    /// <summary>Those that have been idle for too long, and the oldest where there are too many.</summary>
    public IReadOnlyList<CollectionGroup<T>> TakeExpired()
    {
        var expired = new List<CollectionGroup<T>>();
        while (_groups.First is { Value: var oldest } && (_groups.Count > limits.IdleQueries || Now() - oldest.IdleSince >= limits.Idle))
        {
            Remove(oldest);
            expired.Add(oldest);
        }

        return expired;
    }

    private TimeSpan Now() => time.GetElapsedTime(0);
}
