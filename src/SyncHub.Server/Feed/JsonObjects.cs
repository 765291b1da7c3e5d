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

        return Write(properties);
    }

    /// <summary>The names of an object's properties, in order.</summary>
    public static string[] Names(RawJson json)
    {
        var properties = new OrderedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        Read(json.Utf8, properties);
        return [.. properties.Keys];
    }

    /// <summary>An object with some of another's properties; one that it lacks is null.</summary>
    public static RawJson Pick(RawJson json, ReadOnlySpan<string> names)
    {
        var properties = new OrderedDictionary<string, ReadOnlyMemory<byte>>(names.Length, StringComparer.Ordinal);
        foreach (var name in names)
        {
            properties[name] = RawJson.Null.Utf8;
        }

        var reader = new Utf8JsonReader(json.Utf8.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Wanted(ref reader, names);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (name is not null)
            {
                properties[name] = json.Utf8[start..(int)reader.BytesConsumed];
            }
        }

        return Write(properties);
    }

    private static string? Wanted(ref Utf8JsonReader reader, ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (reader.ValueTextEquals(name))
            {
                return name;
            }
        }

        return null;
    }

    private static RawJson Write(OrderedDictionary<string, ReadOnlyMemory<byte>> properties)
    {
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
