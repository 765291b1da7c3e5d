using System.Buffers;
using System.Text.Json;
using SyncHub.Json;

namespace SyncHub.Server.Feed;

/// <summary>Work on JSON objects as text, by top-level property.</summary>
internal static class JsonObjects
{
    /// <summary>One object with the properties of all; where several have a property, the last one's value counts.</summary>
    public static RawJson Merge(IEnumerable<RawJson> objects)
    {
        var properties = new OrderedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var json in objects)
        {
            Read(json.Utf8, properties);
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in properties)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(value.Span, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return new RawJson(buffer.WrittenMemory.ToArray());
    }

    private static void Read(ReadOnlyMemory<byte> utf8, OrderedDictionary<string, ReadOnlyMemory<byte>> properties)
    {
        var reader = new Utf8JsonReader(utf8.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            properties[name] = utf8[start..(int)reader.BytesConsumed];
        }
    }
}
