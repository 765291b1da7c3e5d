using SyncHub.Json;
using SyncHub.Protocol;

namespace SyncHub.Client.Subscriptions;

/// <summary>What an answer or a push makes of the content held. Knows nothing of states.</summary>
internal static class ContentRules
{
    /// <summary>The content after an answer; null with a reason where the answer cannot be used.</summary>
    public static EntityContent? Apply(EntityContent? held, Subscribed answer, out string? unusable)
    {
        unusable = null;
        if (answer.Kind != Subscribed.EntityKind)
        {
            unusable = $"an answer of the unknown kind '{answer.Kind}'";
            return null;
        }

        switch (answer.Mode)
        {
            case Subscribed.SnapshotMode when IsBody(answer.Data):
                return Next(held, answer.Data, answer.Version);
            case Subscribed.SnapshotMode:
                unusable = "a snapshot without data";
                return null;
            case Subscribed.DeltaMode when held is null || held.Version.Epoch != answer.Version.Epoch:
                unusable = "a delta to something that is not held";
                return null;
            case Subscribed.DeltaMode:
                return Replay(held!, answer, out unusable);
            default:
                unusable = $"an answer of the unknown mode '{answer.Mode}'";
                return null;
        }
    }

    /// <summary>The content after a push that follows it without a gap; null with a reason where it does not fit.</summary>
    public static EntityContent? Apply(EntityContent held, EntityPush push, out string? unusable)
    {
        var body = push switch
        {
            EntityAdded added when EntityBody.IsObject(added.Entity) => added.Entity,
            EntityUpdated updated when EntityBody.TryMerge(held.Body, updated.Change, out var merged) => merged,
            EntityRemoved => RawJson.Null,
            _ => default,
        };
        unusable = body.IsAbsent ? $"an {push.GetType().Name} that does not fit what is held" : null;
        return body.IsAbsent ? null : Next(held, body, push.Version);
    }

    private static EntityContent? Replay(EntityContent held, Subscribed answer, out string? unusable)
    {
        unusable = null;
        var body = held.Body;
        foreach (var change in answer.Changes ?? [])
        {
            if (change.Version.Seq <= held.Version.Seq)
            {
                continue;
            }

            var next = change.Type switch
            {
                EntityChange.Add when EntityBody.IsObject(change.Entity) => change.Entity,
                EntityChange.Update when EntityBody.TryMerge(body, change.Change, out var merged) => merged,
                EntityChange.Remove => RawJson.Null,
                _ => default,
            };
            if (next.IsAbsent)
            {
                unusable = $"a delta with a change of type '{change.Type}' that does not fit what is held";
                return null;
            }

            body = next;
        }

        return Next(held, body, answer.Version);
    }

    private static bool IsBody(RawJson data) => !data.IsAbsent && (data.IsNull || EntityBody.IsObject(data));

    // The same text keeps the same memory, so that whoever read it before can tell at once that nothing changed.
    private static EntityContent Next(EntityContent? held, RawJson body, SyncVersion version) =>
        new(held is not null && held.Body == body ? held.Body : body, version);
}
