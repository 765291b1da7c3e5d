using SyncHub.Client.Entities;
using SyncHub.Client.Subscriptions;
using SyncHub.Json;

namespace SyncHub.Client.Mutations;

/// <summary>One entity with writes laid over it.</summary>
internal sealed class ShownEntity(string key) : ShownContent
{
    private RawJson _shown;

    public override SubscriptionContent Show(SubscriptionContent content, ShownWrites writes)
    {
        var entity = (EntityContent)content;
        var mine = writes.Writes.Where(write => write.Key == key).ToList();
        var body = RowFold.Over(entity.Body, mine);

        // The same text keeps the same memory, so that nobody reads it again.
        _shown = body.Utf8.Equals(entity.Body.Utf8) || _shown.IsAbsent || _shown != body ? body : _shown;
        var status = mine.Count > 0 ? RowStatus.Pending : writes.Failed.Contains(key) ? RowStatus.Failed : RowStatus.Settled;
        return entity with { Body = _shown, Status = status };
    }

    public override bool IsTouchedBy(SubscriptionContent content, ShownWrites writes) =>
        RowFold.Over(((EntityContent)content).Body, writes.Writes.Where(write => write.Key == key)) != ((EntityContent)content).Body;

    public override void StartFrom(SubscriptionContent? shown) => _shown = (shown as EntityContent)?.Body ?? default;
}
