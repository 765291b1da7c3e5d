using SyncHub.Client.Mutations;

namespace SyncHub.Client.Subscriptions;

/// <summary>What is subscribed to; handles that agree on it share a subscription.</summary>
internal abstract record SubscriptionKey(string Model)
{
    /// <summary>How its answers and pushes are read.</summary>
    public abstract ContentRules Rules { get; }

    /// <summary>Lays local writes over its content; null where there is nothing to write to.</summary>
    public virtual ShownContent? CreateOverlay() => null;

    /// <summary>Whether a local write can be seen in it.</summary>
    public virtual bool MayHold(RowWrite write) => false;

    /// <summary>The request for it: for what followed the content given, or for everything.</summary>
    public abstract OutgoingRequest Request(string requestId, SubscriptionContent? from);
}
