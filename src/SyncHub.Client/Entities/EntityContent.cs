using SyncHub.Client.Subscriptions;
using SyncHub.Json;

namespace SyncHub.Client.Entities;

/// <summary>What is known of an entity: its body, JSON null where it does not exist.</summary>
internal sealed record EntityContent(RawJson Body, SyncVersion Version) : SubscriptionContent(Version)
{
    /// <summary>Whether the body is the server's, or has local writes laid over it.</summary>
    public RowStatus Status { get; init; }
}
