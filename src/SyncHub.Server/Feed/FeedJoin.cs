using SyncHub.Server.Authorization;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Feed;

/// <summary>Asks the loop to answer a session at the loop's position and to let it follow from there.</summary>
internal abstract class FeedJoin
{
    public required Session Session { get; init; }

    /// <summary>What the session may see.</summary>
    public required AccessScope Scope { get; init; }

    /// <summary>The identity for which that was judged.</summary>
    public int Generation { get; init; }

    /// <summary>The subscription to start afresh; null for a new one.</summary>
    public Subscription? Refreshes { get; init; }

    /// <summary>The seq that the loop must have reached to answer.</summary>
    public abstract long NeededSeq { get; }

    /// <summary>Whether the seqs of this request mean anything at a position: the log may have begun a new epoch since they were taken.</summary>
    public abstract bool IsOfEpoch(FeedPosition position);

    /// <summary>Nobody waits for the answer any more.</summary>
    public abstract void Withdraw();

    /// <summary>Joining failed unexpectedly; the session's own work reports it and answers the client.</summary>
    public abstract void Fail(Exception exception);
}
