using SyncHub.Server.Feed;

namespace SyncHub.Server.Sessions;

/// <summary>A checked request for one entity.</summary>
/// <param name="RequestId">The caller's name for it.</param>
/// <param name="Feed">The model's feed.</param>
/// <param name="Key">The canonical key.</param>
/// <param name="LastSeq">What the caller holds already; null for nothing.</param>
/// <param name="Epoch">The epoch of <paramref name="LastSeq"/>.</param>
internal sealed record EntityRequest(string RequestId, ModelFeed Feed, SyncKey Key, long? LastSeq, string? Epoch)
    : SubscribeRequest(RequestId, LastSeq, Epoch)
{
    public override ModelFeed Feed { get; } = Feed;
}
