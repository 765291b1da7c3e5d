using SyncHub.Client.Subscriptions;

namespace SyncHub.Client.Entities;

/// <summary>A view without its type, as the loop sees it.</summary>
internal interface IEntityView
{
    void Publish(SubscriptionState state);
}

/// <summary>A handle without its type, as the loop sees it.</summary>
internal interface ILiveHandle
{
    SubscriptionKey Subscription { get; }

    Type EntityType { get; }

    TimeSpan SuspendDelay { get; }

    IEntityView CreateView();

    void Attach(IEntityView view);

    void Detach();

    /// <summary>The client is going: ends what the handle's readers wait for.</summary>
    void Complete();
}

/// <summary>What a handle needs of its client.</summary>
internal interface IHandleHost
{
    Dispatch.CallbackDispatcher Dispatcher { get; }

    void Release(ILiveHandle handle);

    Task RetryAsync(ILiveHandle handle);
}

/// <summary>Which entity; handles that agree on this share a subscription.</summary>
internal readonly record struct SubscriptionKey(string Model, SyncKey Key);
