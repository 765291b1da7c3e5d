using SyncHub.Server.Feed;

namespace SyncHub.Server.Sessions;

/// <summary>One connection's part in a group.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="group">What it became.</param>
internal sealed class Subscription(SubscribeRequest request, SubscriptionGroup group)
{
    public SyncFeed Feed => Request.Feed;

    public SubscriptionGroup Group => group;

    /// <summary>The id of the subscription that this one took the place of; null for none.</summary>
    public string? Replaced { get; } = request.Replaces;

    /// <summary>What to ask again, should the subscription have to move. Of equal requests the one that was answered last: a client that has not seen the answer ends the subscription by its name.</summary>
    public SubscribeRequest Request { get; set; } = request.Afresh();
}
