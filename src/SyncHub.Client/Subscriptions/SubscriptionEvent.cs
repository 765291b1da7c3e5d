using SyncHub.Protocol;

namespace SyncHub.Client.Subscriptions;

/// <summary>What can happen to a subscription.</summary>
internal abstract record SubscriptionEvent
{
    private SubscriptionEvent()
    {
    }

    /// <summary>A handle is held again.</summary>
    public sealed record Observed : SubscriptionEvent;

    /// <summary>The last handle was released.</summary>
    public sealed record Released : SubscriptionEvent;

    /// <summary>The suspend delay is over.</summary>
    public sealed record SuspendElapsed : SubscriptionEvent;

    /// <summary>A connection is there.</summary>
    public sealed record Opened : SubscriptionEvent;

    /// <summary>The connection is gone.</summary>
    public sealed record Lost : SubscriptionEvent;

    /// <summary>The client has stopped trying to connect.</summary>
    public sealed record GaveUp(SyncError Reason) : SubscriptionEvent;

    public sealed record Answered(Subscribed Answer) : SubscriptionEvent;

    public sealed record Pushed(EntityPush Push) : SubscriptionEvent;

    /// <summary>The subscriptions of this model are complete to here.</summary>
    public sealed record Advanced(SyncVersion Version) : SubscriptionEvent;

    public sealed record Failed(SubscriptionError Error) : SubscriptionEvent;

    /// <summary>The wait before asking again is over.</summary>
    public sealed record RetryElapsed : SubscriptionEvent;

    /// <summary>The application wants another try.</summary>
    public sealed record Retry : SubscriptionEvent;

    /// <summary>The server may have dropped this subscription without being able to say so.</summary>
    public sealed record Doubted : SubscriptionEvent;
}
