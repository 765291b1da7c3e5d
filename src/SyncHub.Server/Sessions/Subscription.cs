using SyncHub.Server.Feed;

namespace SyncHub.Server.Sessions;

/// <summary>One connection's part in a group.</summary>
internal sealed class Subscription(ModelFeed feed, SubscriptionGroup group, string requestId)
{
    public ModelFeed Feed => feed;

    public SubscriptionGroup Group => group;

    /// <summary>The request that was answered last; a client that has not seen the answer ends the subscription by it.</summary>
    public string RequestId { get; set; } = requestId;
}
