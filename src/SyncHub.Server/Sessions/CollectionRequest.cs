using SyncHub.Queries;
using SyncHub.Server.Feed;

namespace SyncHub.Server.Sessions;

/// <summary>A checked request for a live collection.</summary>
/// <param name="RequestId">The caller's name for it.</param>
/// <param name="Feed">The model's feed.</param>
/// <param name="Query">The canonical query.</param>
/// <param name="LastSeq">The position of what the caller holds already; null for nothing.</param>
/// <param name="Epoch">The epoch of <paramref name="LastSeq"/>.</param>
/// <param name="KnownKeys">The rows that the caller holds as of <paramref name="LastSeq"/>, in order; null where it did not say.</param>
internal sealed record CollectionRequest(string RequestId, ModelFeed Feed, Query Query, long? LastSeq, string? Epoch, IReadOnlyList<SyncKey>? KnownKeys)
    : SubscribeRequest(RequestId, LastSeq, Epoch)
{
    public override ModelFeed Feed { get; } = Feed;

    public override SubscribeRequest Afresh() => (CollectionRequest)base.Afresh() with { KnownKeys = null };
}
