namespace SyncHub.Protocol;

/// <summary>The names of the methods that a server calls on its clients.</summary>
public static class ClientMethods
{
    /// <summary>A subscription's answer, or a fresh start from the server's side.</summary>
    public const string Subscribed = "Subscribed";

    /// <summary>The entity came into being.</summary>
    public const string EntityAdded = "EntityAdded";

    /// <summary>Properties of the entity changed.</summary>
    public const string EntityUpdated = "EntityUpdated";

    /// <summary>The entity is gone.</summary>
    public const string EntityRemoved = "EntityRemoved";

    /// <summary>The whole page of a live collection.</summary>
    public const string CollectionSnapshot = "CollectionSnapshot";

    /// <summary>What changed on the page of a live collection.</summary>
    public const string CollectionChanged = "CollectionChanged";

    /// <summary>All rows of a resolver, as they are now.</summary>
    public const string RowsChanged = "RowsChanged";

    /// <summary>How far all of the connection's subscriptions of a model are complete.</summary>
    public const string Position = "Position";

    /// <summary>A request or a subscription failed.</summary>
    public const string SubscriptionError = "SubscriptionError";

    /// <summary>The server is about to close the connection.</summary>
    public const string Closing = "Closing";

    /// <summary>Any JSON from the application: the way back of <see cref="HubMethods.Send"/>.</summary>
    public const string Message = "Message";
}
