using System.Text.Json;
using SyncHub.Client.Stores;
using SyncHub.Client.Subscriptions;
using SyncHub.Json;

namespace SyncHub.Client.Entities;

/// <summary>An entity in a local store: its body as it is.</summary>
internal sealed class EntityCacheFormat(EntityKey subscription) : CacheFormat
{
    public override string Key { get; } =
        $"entity/{Part(subscription.Model)}/{(subscription.Key.IsNumber ? "number" : "string")}/{subscription.Key.Text}";

    public override ReadOnlyMemory<byte> Write(SubscriptionContent content) => ((EntityContent)content).Body.Utf8;

    public override bool IsSameData(SubscriptionContent left, SubscriptionContent right) =>
        ((EntityContent)left).Body.Utf8.Equals(((EntityContent)right).Body.Utf8);

    protected override SubscriptionContent? Parse(ReadOnlyMemory<byte> bytes, SyncVersion version)
    {
        using var document = JsonDocument.Parse(bytes);
        return document.RootElement.ValueKind switch
        {
            JsonValueKind.Null => new EntityContent(RawJson.Null, version),
            JsonValueKind.Object => new EntityContent(new RawJson(bytes), version),
            _ => null,
        };
    }
}
