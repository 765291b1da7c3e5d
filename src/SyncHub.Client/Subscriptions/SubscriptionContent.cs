namespace SyncHub.Client.Subscriptions;

/// <summary>What is known of what is subscribed to, complete to a position.</summary>
internal abstract record SubscriptionContent(SyncVersion Version);
