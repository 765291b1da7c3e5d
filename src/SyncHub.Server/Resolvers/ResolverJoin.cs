using SyncHub.Server.Authorization;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Resolvers;

/// <summary>
/// One session's wish to be answered. Where rows are to be had first, it waits with the group, not in the session's line of work: a handler
/// that takes its time holds up its own key only.
/// </summary>
internal sealed class ResolverJoin
{
    public required Session Session { get; init; }

    /// <summary>What the session was to be served.</summary>
    public required SessionWork Work { get; init; }

    public required string Key { get; init; }

    public required AccessScope Scope { get; init; }

    /// <summary>For whom that was judged.</summary>
    public required SessionIdentity Identity { get; init; }

    /// <summary>The request to answer; null for a refresh.</summary>
    public ResolverRequest? Request => (Work as SessionWork.Subscribe)?.Request as ResolverRequest;

    /// <summary>The subscription to start afresh; null for a new one.</summary>
    public Subscription? Refreshes => (Work as SessionWork.Refresh)?.Subscription;

    /// <summary>Whether somebody still waits for the answer.</summary>
    public bool IsAwaited => Request is { } request ? Session.IsAwaiting(request) : Session.IsActive(Refreshes!);

    /// <summary>Where it waits. Owned by the loop.</summary>
    public ResolverGroup? Group { get; set; }

    /// <summary>The run that answers it began there or later. Owned by the loop.</summary>
    public long NeededSeq { get; set; }

    /// <summary>Why it cannot be answered; set before the session is told.</summary>
    public SyncError? Error { get; set; }
}
