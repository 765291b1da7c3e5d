using SyncHub.Server.Feed;

namespace SyncHub.Server.Sessions;

/// <summary>A checked request.</summary>
/// <param name="RequestId">The caller's name for it.</param>
/// <param name="Feed">The model's feed.</param>
/// <param name="LastSeq">The position of what the caller holds already; null for nothing.</param>
/// <param name="Epoch">The epoch of <paramref name="LastSeq"/>.</param>
internal abstract record SubscribeRequest(string RequestId, ModelFeed Feed, long? LastSeq, string? Epoch);
