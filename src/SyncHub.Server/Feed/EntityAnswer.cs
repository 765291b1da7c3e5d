using SyncHub.Json;
using SyncHub.Protocol;
using SyncHub.Server.Authorization;
using SyncHub.Server.Log;
using SyncHub.Server.Model;

namespace SyncHub.Server.Feed;

/// <summary>Builds the answers to those who subscribe to an entity, but for what they answer.</summary>
internal static class EntityAnswer
{
    // What an update in a delta needs beside its change, its key and its epoch: type, id, version and punctuation.
    private const int UpdateEnvelope = 128;

    public static Subscribed Snapshot(SyncModel model, string subscriptionId, RawJson body, SyncVersion version, IReadOnlyList<string>? mutationIds = null) => new()
    {
        SubscriptionId = subscriptionId,
        Kind = Subscribed.EntityKind,
        Model = model.Name,
        KeyName = model.KeyName,
        Mode = Subscribed.SnapshotMode,
        Data = body,
        Version = version,
        MutationIds = mutationIds,
    };

    /// <summary>What somebody missed, as a delta where that is smaller than the snapshot. What they could not see at any time they have not missed.</summary>
    public static Subscribed Resume(SyncModel model, string subscriptionId, AccessScope scope, IReadOnlyList<LogEntry> missed, SyncVersion version)
    {
        var fold = missed.Count == 0 ? null : EntityFold.Of(missed, scope);
        if (missed.Any(entry => entry.Change.BeforeIsHint))
        {
            // They may have read the row ahead of the log, as none of these found it.
            var last = missed[^1].Change;
            return Snapshot(model, subscriptionId, scope.Show(last.Key, last.After), version, fold?.MutationIds);
        }

        if (fold is null)
        {
            return Delta(model, subscriptionId, [], version, null);
        }

        var deltaBytes = UpdateEnvelope + fold.Delta.Utf8.Length + fold.Last.Change.Key.Text.Length + version.Epoch.Length;
        if (fold.Kind != ChangeKind.Update || deltaBytes >= fold.Body.Utf8.Length)
        {
            return Snapshot(model, subscriptionId, fold.Body, version, fold.MutationIds);
        }

        var update = new EntityChange
        {
            Type = EntityChange.Update,
            Id = fold.Last.Change.Key,
            Change = fold.Delta,
            Version = new SyncVersion(fold.Last.Seq, version.Epoch, fold.Last.Timestamp),
        };
        return Delta(model, subscriptionId, [update], version, fold.MutationIds);
    }

    private static Subscribed Delta(SyncModel model, string subscriptionId, IReadOnlyList<EntityChange> changes, SyncVersion version, IReadOnlyList<string>? mutationIds) =>
        Snapshot(model, subscriptionId, body: default, version, mutationIds) with { Mode = Subscribed.DeltaMode, Changes = changes };
}
