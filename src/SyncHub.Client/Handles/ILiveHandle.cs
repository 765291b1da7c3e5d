using SyncHub.Client.Subscriptions;

namespace SyncHub.Client.Handles;

/// <summary>A handle without its type, as the loop sees it.</summary>
internal interface ILiveHandle
{
    SubscriptionKey Subscription { get; }

    Type EntityType { get; }

    TimeSpan SuspendDelay { get; }

    ILiveView CreateView();

    void Attach(ILiveView view);

    void Detach();

    /// <summary>Settles the waiter as soon as what the handle shows allows it.</summary>
    void Await(PositionWaiter waiter);

    /// <summary>The client is going: ends what the handle's readers wait for.</summary>
    void Complete();
}
