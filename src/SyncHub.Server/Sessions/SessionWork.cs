using SyncHub.Server.Resolvers;

namespace SyncHub.Server.Sessions;

/// <summary>Something that a session has to be answered.</summary>
internal abstract record SessionWork
{
    public sealed record Subscribe(SubscribeRequest Request) : SessionWork;

    public sealed record Refresh(Subscription Subscription) : SessionWork;

    /// <summary>What had to wait for a resolver: its rows are there, or will not be.</summary>
    public sealed record Resolved(ResolverJoin Join) : SessionWork;
}
