using SyncHub.Client.Subscriptions;
using SyncHub.Json;

namespace SyncHub.Client.Entities;

/// <summary>What is known of an entity: its body, JSON null where it does not exist.</summary>
internal sealed record EntityContent(RawJson Body, SyncVersion Version) : SubscriptionContent(Version);
