using SyncHub.Server.Log;

namespace SyncHub.Server.Feed;

/// <summary>All subscribers of one entity on this node; without any, it is gone.</summary>
internal sealed class EntityGroup(SyncKey key, long start) : SubscriptionGroup(start)
{
    public SyncKey Key => key;

    /// <summary>Changes that the debounce window holds back, in seq order; null while there are none.</summary>
    public List<LogEntry>? Pending { get; set; }
}
