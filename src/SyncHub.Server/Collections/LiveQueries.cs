using SyncHub.Server.Feed;
using SyncHub.Server.Log;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Collections;

/// <summary>The live queries of one model on one node, as its feed sees them. Owned by the feed's loop, which never waits for a source here.</summary>
internal abstract class LiveQueries
{
    /// <summary>The seq of the oldest change that some live query has not shown yet; null while there is none.</summary>
    public abstract long? OldestHeldSeq { get; }

    /// <summary>How many ordered lists hold changes back.</summary>
    public abstract int HeldViews { get; }

    /// <summary>Whether a change that is held back belongs together with others.</summary>
    public abstract bool HoldsPartOfCommit { get; }

    /// <summary>Finds the queries that a change concerns and holds it for them; returns the most that one of them holds.</summary>
    public abstract int Take(LogEntry entry);

    /// <summary>Pushes all that is held.</summary>
    public abstract ValueTask FlushAsync(FeedPosition position, long? commit);

    /// <summary>The feed has moved: what was read ahead of it may be due.</summary>
    public abstract ValueTask AdvanceAsync(FeedPosition position);

    /// <summary>Lets a session in, now or when the query's rows have been read.</summary>
    public abstract ValueTask JoinAsync(CollectionJoin join, FeedPosition position);

    /// <summary>A session has let a group go.</summary>
    public abstract void Released(Session session, SubscriptionGroup group);

    /// <summary>A session has ended: it waits for nothing any more.</summary>
    public abstract void Forget(Session session);

    /// <summary>Lets go of what nobody has come back to.</summary>
    public abstract void Prune();

    /// <summary>The log has lost its memory or run ahead of us: everything is read again.</summary>
    public abstract ValueTask RestartAsync(FeedPosition position);

    /// <summary>The feed ends: nobody will be answered any more.</summary>
    public abstract void Abandon();
}
