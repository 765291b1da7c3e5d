using SyncHub.Json;
using SyncHub.Protocol;
using SyncHub.Queries;
using SyncHub.Server.Model;

namespace SyncHub.Server.Collections;

/// <summary>Builds the answers to those who subscribe to a live collection, but for what they answer.</summary>
internal static class CollectionAnswer
{
    public static Subscribed Snapshot(SyncModel model, string subscriptionId, Query query, RawJson data, PushFacts facts) => new()
    {
        SubscriptionId = subscriptionId,
        Kind = Subscribed.CollectionKind,
        Model = model.Name,
        KeyName = model.KeyName,
        Mode = Subscribed.SnapshotMode,
        Data = data,
        TotalCount = query.Total ? facts.Total : null,
        Version = facts.Version,
        MutationIds = facts.MutationIds,
    };

    /// <param name="model">The model.</param>
    /// <param name="subscriptionId">The group.</param>
    /// <param name="query">The canonical query.</param>
    /// <param name="missed">What the caller has missed; null for nothing.</param>
    /// <param name="facts">Total and version.</param>
    public static Subscribed Delta(SyncModel model, string subscriptionId, Query query, MissedRows? missed, PushFacts facts) =>
        Snapshot(model, subscriptionId, query, data: default, facts) with
        {
            Mode = Subscribed.DeltaMode,
            Keys = missed?.Keys,
            Entities = missed?.Entities,
        };
}

/// <summary>What somebody missed of a page.</summary>
/// <param name="Keys">The keys of all its rows now, in order.</param>
/// <param name="Entities">The bodies of those that changed or came.</param>
internal sealed record MissedRows(IReadOnlyList<SyncKey> Keys, IReadOnlyList<RawJson> Entities);
