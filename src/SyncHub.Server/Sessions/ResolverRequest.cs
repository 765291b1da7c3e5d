using SyncHub.Server.Resolvers;

namespace SyncHub.Server.Sessions;

/// <summary>A checked request for a resolver's rows.</summary>
/// <param name="RequestId">The caller's name for it.</param>
/// <param name="Feed">The resolver's feed.</param>
/// <param name="Key">What is asked about.</param>
internal sealed record ResolverRequest(string RequestId, ResolverFeed Feed, string Key) : SubscribeRequest(RequestId, LastSeq: null, Epoch: null)
{
    public override ResolverFeed Feed { get; } = Feed;
}
