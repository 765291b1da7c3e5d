using SyncHub.Server.Authorization;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Feed;

/// <summary>Something on a node that sessions can follow by name: a loop that owns its groups.</summary>
internal abstract class SyncFeed : IAsyncDisposable
{
    /// <summary>The name on the wire.</summary>
    public abstract string Name { get; }

    /// <summary>Begins to follow the log.</summary>
    public abstract void Start();

    /// <summary>What somebody may see of it, or why nothing.</summary>
    public abstract AccessDecision Judge(SessionIdentity identity);

    /// <summary>Ends one subscription of a session; completes when nothing of it will arrive any more.</summary>
    public abstract Task LeaveAsync(Session session, string subscriptionId);

    /// <summary>Releases the subscriptions of a session that has ended.</summary>
    public abstract void LeaveAll(Session session, IReadOnlyList<Subscription> subscriptions);

    /// <summary>A session's request is not to be answered any more; nothing to do where requests wait nowhere but in the session.</summary>
    public virtual void Withdraw(Session session, SubscribeRequest request)
    {
    }

    public abstract ValueTask DisposeAsync();
}
