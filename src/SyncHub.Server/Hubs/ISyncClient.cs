using SyncHub.Protocol;

namespace SyncHub.Server;

/// <summary>The methods that a SyncHub server calls on its clients; the wire protocol gives their meaning.</summary>
public interface ISyncClient
{
    /// <summary>A subscription's answer, or its fresh start from the server's side.</summary>
    Task Subscribed(Subscribed answer);

    /// <summary>The entity came into being.</summary>
    Task EntityAdded(EntityAdded push);

    /// <summary>Properties of the entity changed.</summary>
    Task EntityUpdated(EntityUpdated push);

    /// <summary>The entity is gone.</summary>
    Task EntityRemoved(EntityRemoved push);

    /// <summary>The whole page of a live collection.</summary>
    Task CollectionSnapshot(CollectionSnapshot push);

    /// <summary>What changed on the page of a live collection.</summary>
    Task CollectionChanged(CollectionChanged push);

    /// <summary>All rows of a resolver, as they are now.</summary>
    Task RowsChanged(RowsChanged push);

    /// <summary>How far all of the connection's subscriptions of a model are complete.</summary>
    Task Position(Position position);

    /// <summary>A request or a subscription failed.</summary>
    Task SubscriptionError(SubscriptionError error);

    /// <summary>Anything of the application's own: what JSON it becomes is up to the hub's serialiser.</summary>
    Task Message(object? payload);

    /// <summary>The server is about to close the connection.</summary>
    Task Closing(Closing closing);
}
