using System.Buffers;
using System.Text.Json;
using SyncHub.EntityFrameworkCore.Publishing;
using SyncHub.Json;

namespace SyncHub.EntityFrameworkCore.Outbox;

/// <summary>
/// Rows as an outbox entry holds them: a JSON array of <c>{"m":model,"k":key,"b":body}</c>, where <c>b</c> is the row before the save, null
/// where there was none, and missing where it is not known.
/// </summary>
internal static class OutboxPayload
{
    /// <summary>Writes rows.</summary>
    public static byte[] Write(IEnumerable<Touch> rows)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartArray();
            foreach (var row in rows)
            {
                json.WriteStartObject();
                json.WriteString("m"u8, row.Model.Model.Name);
                json.WritePropertyName("k"u8);
                JsonSerializer.Serialize(json, row.Key);
                if (row.Before.ToBody(row.Model) is { IsAbsent: false } before)
                {
                    json.WritePropertyName("b"u8);
                    json.WriteRawValue(before.Utf8.Span, skipInputValidation: true);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads rows.</summary>
    /// <exception cref="JsonException">The text is none that <see cref="Write"/> has written.</exception>
    public static IReadOnlyList<(string Model, SyncKey Key, RawJson Before)> Read(ReadOnlyMemory<byte> payload)
    {
        var rows = new List<(string Model, SyncKey Key, RawJson Before)>();
        using var json = JsonDocument.Parse(payload);
        if (json.RootElement.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("Rows of the outbox are an array.");
        }

        foreach (var row in json.RootElement.EnumerateArray())
        {
            if (row.ValueKind != JsonValueKind.Object || !row.TryGetProperty("m"u8, out var model) || model.GetString() is not { } name || !row.TryGetProperty("k"u8, out var key))
            {
                throw new JsonException("A row of the outbox has a model and a key.");
            }

            rows.Add((name, key.Deserialize<SyncKey>(), row.TryGetProperty("b"u8, out var before) ? RawJson.From(before) : default));
        }

        return rows;
    }
}
