using SyncHub.Server.Feed;

namespace SyncHub.Server.Sessions;

/// <summary>A checked request.</summary>
/// <param name="RequestId">The caller's name for it.</param>
/// <param name="LastSeq">The position of what the caller holds already; null for nothing.</param>
/// <param name="Epoch">The epoch of <paramref name="LastSeq"/>.</param>
internal abstract record SubscribeRequest(string RequestId, long? LastSeq, string? Epoch)
{
    /// <summary>What is asked for.</summary>
    public abstract SyncFeed Feed { get; }

    /// <summary>The subscription that this one takes the place of, at the server's own wish; null for what a client asked.</summary>
    public string? Replaces { get; init; }

    /// <summary>What the answer says it answers; null where nobody asked.</summary>
    public string? AnswersTo => Replaces is null ? RequestId : null;

    /// <summary>The same wish of somebody who holds nothing.</summary>
    public virtual SubscribeRequest Afresh() => this with { LastSeq = null, Epoch = null, Replaces = null };
}
