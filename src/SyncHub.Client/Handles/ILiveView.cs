using SyncHub.Client.Subscriptions;

namespace SyncHub.Client.Handles;

/// <summary>A view without its type, as the loop sees it.</summary>
internal interface ILiveView
{
    /// <summary>Whether the content can be read into the view's type; what it was read into is kept for <see cref="Publish"/>.</summary>
    bool CanRead(SubscriptionContent content);

    void Publish(SubscriptionState state);
}
