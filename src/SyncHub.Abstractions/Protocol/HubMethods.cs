namespace SyncHub.Protocol;

/// <summary>The names of the hub methods that a client calls.</summary>
public static class HubMethods
{
    /// <summary>Agrees on a protocol version. Optional.</summary>
    public const string Hello = "Hello";

    /// <summary>Subscribes to one entity.</summary>
    public const string SubscribeEntity = "SubscribeEntity";

    /// <summary>Subscribes to the rows that match a filter.</summary>
    public const string SubscribeCollection = "SubscribeCollection";

    /// <summary>Subscribes to many things in one call, answered one by one.</summary>
    public const string SubscribeMany = "SubscribeMany";

    /// <summary>Ends a subscription.</summary>
    public const string Unsubscribe = "Unsubscribe";

    /// <summary>Signs in on a running connection; every subscription of the connection is judged again.</summary>
    public const string Authenticate = "Authenticate";

    /// <summary>Hands any JSON to the application's own handler.</summary>
    public const string Send = "Send";
}
