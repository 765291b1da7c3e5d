using SyncHub.Client.Subscriptions;

namespace SyncHub.Client.Stores;

/// <summary>One subscription's side towards the local store. The loop's alone, but for what never changes.</summary>
internal sealed class CacheSlot(Subscription subscription, CacheFormat format, string key)
{
    public Subscription Subscription { get; } = subscription;

    public CacheFormat Format { get; } = format;

    /// <summary>Its key in the store.</summary>
    public string Key { get; } = key;

    /// <summary>Whether what the store has may still be shown when it comes.</summary>
    public bool IsLoading { get; set; }

    /// <summary>What the store was given, or gave, last.</summary>
    public SubscriptionContent? Stored { get; set; }

    /// <summary>As whom the server was asked the last time; null where that is not certain.</summary>
    public CacheIdentity? AskedAs { get; set; }

    /// <summary>Whom the content held was for; null where that is not certain, and it is not stored.</summary>
    public CacheIdentity? Owner { get; set; }
}
