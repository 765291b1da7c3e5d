using SyncHub.Server.Log;

namespace SyncHub.Server.Feed;

/// <summary>All subscribers of one entity on this node. Owned by the feed's loop.</summary>
internal sealed class EntityGroup(SyncKey key, string id, long start)
{
    public SyncKey Key => key;

    /// <summary>The subscription id: random, and the name of the SignalR group.</summary>
    public string Id => id;

    /// <summary>The seq of the last push, or of the group's start.</summary>
    public long Prev { get; set; } = start;

    /// <summary>How many sessions hold the group; at none it is gone.</summary>
    public int Holders { get; set; }

    /// <summary>Changes that the debounce window holds back, in seq order; null while there are none.</summary>
    public List<LogEntry>? Pending { get; set; }
}
