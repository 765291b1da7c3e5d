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

    /// <summary>The local store had this.</summary>
    public sealed record Loaded(SubscriptionContent Content) : SubscriptionEvent;

    /// <summary>Somebody else uses the application from now on: what is not live may have been for the one before.</summary>
    public sealed record Disowned : SubscriptionEvent;

    public sealed record Answered(Subscribed Answer) : SubscriptionEvent;

    /// <summary>A push came. Without <paramref name="Prev"/> it is the whole content and follows on anything.</summary>
    public sealed record Pushed(object Push, string SubscriptionId, SyncVersion Version, long? Prev) : SubscriptionEvent
    {
        public Pushed(EntityPush push)
            : this(push, push.SubscriptionId, push.Version, push.Prev)
        {
        }

        public Pushed(CollectionPush push)
            : this(push, push.SubscriptionId, push.Version, (push as CollectionChanged)?.Prev)
        {
        }

        // Below every position: a resolver's rows follow on any of their epoch but on newer ones.
        public Pushed(RowsChanged push)
            : this(push, push.SubscriptionId, push.Version, Prev: 0)
        {
        }
    }

    /// <summary>The subscriptions of this model are complete to here.</summary>
    public sealed record Advanced(SyncVersion Version) : SubscriptionEvent;

    public sealed record Failed(SubscriptionError Error) : SubscriptionEvent;

    /// <summary>The wait before asking again is over.</summary>
    public sealed record RetryElapsed : SubscriptionEvent;

    /// <summary>The application wants another try.</summary>
    public sealed record Retry : SubscriptionEvent;

    /// <summary>Somebody wants to be sure that the position is not older than the wish.</summary>
    public sealed record Questioned : SubscriptionEvent;

    /// <summary>The server may have dropped this subscription without being able to say so.</summary>
    public sealed record Doubted : SubscriptionEvent;
}
