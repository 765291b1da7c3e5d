using SyncHub.Client.Subscriptions;

namespace SyncHub.Client.Handles;

/// <summary>A view without its type, as the loop sees it.</summary>
internal interface ILiveView
{
    void Publish(SubscriptionState state);
}
