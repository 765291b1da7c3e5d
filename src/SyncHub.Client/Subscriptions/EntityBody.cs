using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using SyncHub.Json;

namespace SyncHub.Client.Subscriptions;

/// <summary>Entity bodies as JSON text, so that what a handle was given is never touched again.</summary>
internal static class EntityBody
{
    public static bool IsObject(RawJson json) => !json.IsAbsent && json.Utf8.Span.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];

    /// <summary>Lays the properties of a change over a body: known ones keep their place, new ones come last. False where either is no object.</summary>
    public static bool TryMerge(RawJson body, RawJson change, out RawJson merged)
    {
        merged = default;
        if (!TryParse(body, out var target))
        {
            return false;
        }

        using (target)
        {
            if (!TryParse(change, out var source))
            {
                return false;
            }

            using (source)
            {
                merged = Merge(target.RootElement, source.RootElement, body.Utf8.Length + change.Utf8.Length);
                return true;
            }
        }
    }

    /// <summary>Lays properties over a body that is an object: known ones keep their place, new ones come last. The very same body where nothing changes.</summary>
    public static RawJson Merge(RawJson body, IReadOnlyDictionary<string, RawJson> change)
    {
        using var target = JsonDocument.Parse(body.Utf8);
        var known = 0;
        var isOther = false;
        foreach (var property in target.RootElement.EnumerateObject())
        {
            if (change.TryGetValue(property.Name, out var value))
            {
                known++;
                isOther |= !JsonMarshal.GetRawUtf8Value(property.Value).SequenceEqual(value.Utf8.Span);
            }
        }

        if (!isOther && known == change.Count)
        {
            return body;
        }

        var buffer = new ArrayBufferWriter<byte>(body.Utf8.Length + change.Sum(property => property.Key.Length + property.Value.Utf8.Length + 4));
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            foreach (var property in target.RootElement.EnumerateObject())
            {
                writer.WritePropertyName(property.Name);
                writer.WriteRawValue(
                    change.TryGetValue(property.Name, out var value) ? value.Utf8.Span : JsonMarshal.GetRawUtf8Value(property.Value), skipInputValidation: true);
            }

            foreach (var (name, value) in change)
            {
                if (!target.RootElement.TryGetProperty(name, out _))
                {
                    writer.WritePropertyName(name);
                    writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
                }
            }

            writer.WriteEndObject();
        }

        return new RawJson(buffer.WrittenMemory);
    }

    private static bool TryParse(RawJson json, [NotNullWhen(true)] out JsonDocument? document)
    {
        document = null;
        if (!IsObject(json))
        {
            return false;
        }

        try
        {
            document = JsonDocument.Parse(json.Utf8);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static RawJson Merge(JsonElement body, JsonElement change, int sizeHint)
    {
        var buffer = new ArrayBufferWriter<byte>(sizeHint);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            foreach (var property in body.EnumerateObject())
            {
                Write(writer, property.Name, change.TryGetProperty(property.Name, out var changed) ? changed : property.Value);
            }

            foreach (var property in change.EnumerateObject())
            {
                if (!body.TryGetProperty(property.Name, out _))
                {
                    Write(writer, property.Name, property.Value);
                }
            }

            writer.WriteEndObject();
        }

        return new RawJson(buffer.WrittenMemory);
    }

    private static void Write(Utf8JsonWriter writer, string name, JsonElement value)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
    }
}
