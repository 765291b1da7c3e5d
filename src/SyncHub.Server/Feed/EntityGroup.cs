using SyncHub.Server.Authorization;
using SyncHub.Server.Log;

namespace SyncHub.Server.Feed;

/// <summary>All subscribers of one entity and one scope on this node; without any, it is gone.</summary>
internal sealed class EntityGroup(SyncKey key, AccessScope scope, long start) : SubscriptionGroup(scope, start)
{
    public SyncKey Key => key;

    /// <summary>The entity's group of another scope; null for none, or for the last.</summary>
    public EntityGroup? Next { get; set; }

    /// <summary>The horizon of what its holders have read: changes that are visible since then or earlier may have been in it.</summary>
    public DateTimeOffset ReadUntil { get; set; }

    /// <summary>The position of the last answer with, or after, a read of which the log does not tell whether it was ahead; below zero for none.</summary>
    public long ReadSeq { get; set; } = -1;

    /// <summary>Changes that the debounce window holds back, in seq order; null while there are none.</summary>
    public List<SeenChange>? Pending { get; set; }

    /// <summary>
    /// Whether somebody may hold the row as it was after a change that the log brings only now, or brings later. It may have gone on since, past images that
    /// the log never has: only the whole row is right for them.
    /// </summary>
    public bool MayHaveRead(LogEntry entry) => entry.Change.BeforeIsHint && (entry.VisibleSince <= ReadUntil || entry.IsFirstAfter(ReadSeq));
}

/// <summary>A change as a group sees it.</summary>
/// <param name="Entry">The change.</param>
/// <param name="Sight">What of its rows the group's scope sees.</param>
/// <param name="IsWhole">Whether only the whole row is right for everybody.</param>
internal readonly record struct SeenChange(LogEntry Entry, RowSight Sight, bool IsWhole);
