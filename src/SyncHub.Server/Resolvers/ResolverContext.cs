using System.Security.Claims;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Resolvers;

/// <summary>Whom a resolver's rows are for, and what one call of its handler has at hand.</summary>
public sealed class ResolverContext
{
    internal ResolverContext(SessionIdentity identity, Sharing sharing, IServiceProvider services)
    {
        Principal = identity.Principal;
        Secret = sharing == Sharing.Scope ? null : identity.Secret;
        ConnectionId = sharing == Sharing.Connection ? identity.ConnectionId : null;
        Services = services;
    }

    /// <summary>
    /// Who follows. Where <see cref="ResolverBuilder.Scope"/> widens the audience it is one of those who share the rows: use only what they have
    /// in common.
    /// </summary>
    public ClaimsPrincipal Principal { get; }

    /// <summary>What the follower signed in with on the running connection; null where it did not, and where a scope is shared.</summary>
    public string? Secret { get; }

    /// <summary>The connection that follows; null unless the resolver answers <see cref="ResolverBuilder.PerConnection"/>.</summary>
    public string? ConnectionId { get; }

    /// <summary>The services of a scope of this call's own; disposed when the handler's task has completed.</summary>
    public IServiceProvider Services { get; }
}
