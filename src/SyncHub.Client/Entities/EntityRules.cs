using SyncHub.Client.Subscriptions;
using SyncHub.Json;
using SyncHub.Protocol;

namespace SyncHub.Client.Entities;

/// <summary>What answers and pushes make of one entity.</summary>
internal sealed class EntityRules : ContentRules
{
    private EntityRules()
    {
    }

    public static EntityRules Instance { get; } = new();

    protected override string Kind => Subscribed.EntityKind;

    public override SubscriptionContent? Apply(SubscriptionContent held, object push, out string? unusable)
    {
        var entity = (EntityContent)held;
        var body = push switch
        {
            EntityAdded added when EntityBody.IsObject(added.Entity) => added.Entity,
            EntityUpdated updated when EntityBody.TryMerge(entity.Body, updated.Change, out var merged) => merged,
            EntityRemoved => RawJson.Null,
            _ => default,
        };
        unusable = body.IsAbsent ? $"an {push.GetType().Name} that does not fit what is held" : null;
        return body.IsAbsent ? null : Next(entity, body, ((EntityPush)push).Version);
    }

    protected override SubscriptionContent? Snapshot(SubscriptionContent? held, Subscribed answer, out string? unusable)
    {
        var isBody = !answer.Data.IsAbsent && (answer.Data.IsNull || EntityBody.IsObject(answer.Data));
        unusable = isBody ? null : "a snapshot without data";
        return isBody ? Next((EntityContent?)held, answer.Data, answer.Version) : null;
    }

    protected override SubscriptionContent? Delta(SubscriptionContent held, Subscribed answer, out string? unusable)
    {
        unusable = null;
        var body = ((EntityContent)held).Body;
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

        return Next((EntityContent)held, body, answer.Version);
    }

    // The same text keeps the same memory, so that whoever read it before can tell at once that nothing changed.
    private static EntityContent Next(EntityContent? held, RawJson body, SyncVersion version) =>
        new(held is not null && held.Body == body ? held.Body : body, version);
}
