using SyncHub.Server.Authorization;
using SyncHub.Server.Log;

namespace SyncHub.Server.Feed;

/// <summary>All subscribers of one entity and one scope on this node; without any, it is gone.</summary>
internal sealed class EntityGroup(SyncKey key, AccessScope scope, long start) : SubscriptionGroup(scope, start)
{
    public SyncKey Key => key;

    /// <summary>The entity's group of another scope; null for none, or for the last.</summary>
    public EntityGroup? Next { get; set; }

    /// <summary>Changes that the debounce window holds back, in seq order; null while there are none.</summary>
    public List<SeenChange>? Pending { get; set; }
}

/// <summary>A change as a group sees it.</summary>
/// <param name="Entry">The change.</param>
/// <param name="Sight">What of its rows the group's scope sees.</param>
internal readonly record struct SeenChange(LogEntry Entry, RowSight Sight);
