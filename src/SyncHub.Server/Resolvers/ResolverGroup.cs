using SyncHub.Protocol;
using SyncHub.Server.Authorization;
using SyncHub.Server.Feed;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Resolvers;

/// <summary>All who follow one key of a resolver in one scope on this node. Owned by the feed's loop.</summary>
/// <param name="key">What is asked about.</param>
/// <param name="scope">Who shares it.</param>
/// <param name="start">Where the feed stands.</param>
internal sealed class ResolverGroup(string key, AccessScope scope, long start) : SubscriptionGroup(scope, start)
{
    public string Key => key;

    /// <summary>Whom the handler is told to answer: who joined last.</summary>
    public required SessionIdentity Identity { get; set; }

    /// <summary>The holders.</summary>
    public HashSet<Session> Members { get; } = [];

    /// <summary>Those that wait for a run to end.</summary>
    public List<ResolverJoin> Waiting { get; } = [];

    /// <summary>Those for whom the rows are there; they are answered as their connections drain.</summary>
    public HashSet<ResolverJoin> Ready { get; } = [];

    /// <summary>What the last run answered; null where that is not known, or not kept.</summary>
    public IReadOnlyList<ResolverRow>? Rows { get; private set; }

    /// <summary>Where that run began; null where none has succeeded that still counts.</summary>
    public FeedPosition? At { get; private set; }

    /// <summary>The last notification that concerns this group, or the group's start.</summary>
    public long NotifiedSeq { get; set; } = start;

    /// <summary>The run under way; null for none.</summary>
    public ResolverRun? Run { get; set; }

    /// <summary>Whether the group stands in the queue for a run.</summary>
    public bool IsQueued { get; set; }

    /// <summary>How many runs have failed since the last that did not.</summary>
    public int Failures { get; set; }

    /// <summary>Fires when a failed run is to be repeated; null where nothing waits for that.</summary>
    public ITimer? Retry { get; set; }

    /// <summary>Whether its members have been told that there is trouble.</summary>
    public bool IsInTrouble { get; set; }

    /// <summary>Whether the next rows are a fresh start: after trouble, and in a new epoch.</summary>
    public bool StartsAfresh { get; set; }

    public bool IsWanted => Members.Count + Waiting.Count + Ready.Count > 0;

    /// <summary>Whether there was a notification that the rows do not know of.</summary>
    public bool IsDisturbed => At is null || At.Seq < NotifiedSeq;

    /// <summary>Whether a run is to begin. After a failure only somebody new is a reason not to wait for the time of the retry.</summary>
    public bool NeedsRun => Run is null && (Waiting.Exists(join => join.Refreshes is null)
        || (Retry is null && (Waiting.Count > 0 || (Members.Count > 0 && IsDisturbed))));

    /// <summary>A run has succeeded.</summary>
    public void Take(IReadOnlyList<ResolverRow> rows, FeedPosition at)
    {
        Rows = rows;
        At = at;
        Prev = at.Seq;
        Failures = 0;
        IsInTrouble = StartsAfresh = false;
    }

    /// <summary>What was answered before does not count any more.</summary>
    public void Invalidate()
    {
        Rows = null;
        At = null;
    }

    /// <summary>Nobody will be answered from these rows again.</summary>
    public void DropRows() => Rows = null;
}
