using System.Buffers;
using System.Text.Json;
using SyncHub.Client.Stores;
using SyncHub.Client.Subscriptions;
using SyncHub.Json;

namespace SyncHub.Client.Collections;

/// <summary>A collection in a local store: its rows as they are, in order, with the total and the name of their key.</summary>
internal sealed class CollectionCacheFormat(CollectionKey subscription) : CacheFormat
{
    private const string KeyName = "keyName";
    private const string Total = "total";
    private const string Rows = "rows";

    public override string Key { get; } = $"collection/{Part(subscription.Model)}/{subscription.Query.Json}";

    public override ReadOnlyMemory<byte> Write(SubscriptionContent content)
    {
        var collection = (CollectionContent)content;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            writer.WriteString(KeyName, collection.KeyName);
            if (collection.Total is { } total)
            {
                writer.WriteNumber(Total, total);
            }

            writer.WriteStartArray(Rows);
            foreach (var row in collection.Rows)
            {
                writer.WriteRawValue(row.Body.Utf8.Span, skipInputValidation: true);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    public override bool IsSameData(SubscriptionContent left, SubscriptionContent right)
    {
        var (one, other) = ((CollectionContent)left, (CollectionContent)right);
        return one.Total == other.Total && one.Rows == other.Rows;
    }

    protected override SubscriptionContent? Parse(ReadOnlyMemory<byte> bytes, SyncVersion version)
    {
        using var document = JsonDocument.Parse(bytes);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty(KeyName, out var name) || name.ValueKind != JsonValueKind.String
            || !root.TryGetProperty(Rows, out var data))
        {
            return null;
        }

        long? total = null;
        if (root.TryGetProperty(Total, out var count))
        {
            if (count.ValueKind != JsonValueKind.Number || !count.TryGetInt64(out var number))
            {
                return null;
            }

            total = number;
        }

        var keyName = name.GetString()!;
        var rows = RowReader.ReadAll(RawJson.From(data), keyName);
        return rows.IsDefault || rows.Length > subscription.Query.Top ? null : new CollectionContent(rows, total, keyName, version);
    }
}
