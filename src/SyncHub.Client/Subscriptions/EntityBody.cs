using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using SyncHub.Json;

namespace SyncHub.Client.Subscriptions;

/// <summary>Entity bodies as JSON text, so that what a handle was given is never touched again.</summary>
internal static class EntityBody
{
    // As many properties as an entity usually has; more cost a rented array.
    private const int UsualProperties = 24;

    public static bool IsObject(RawJson json) => !json.IsAbsent && json.Utf8.Span.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];

    /// <summary>
    /// Lays the properties of a change over a body: known ones keep their place, new ones come last. The very same body where that changes nothing.
    /// False where either is no object.
    /// </summary>
    public static bool TryMerge(RawJson body, RawJson change, out RawJson merged)
    {
        merged = default;
        if (!IsObject(body) || !IsObject(change))
        {
            return false;
        }

        try
        {
            merged = Splice(body, change.Utf8.Span) ?? Rewrite(body, change);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The body with the changed values in place of the old ones, in one copy of the text; null where a name is escaped.</summary>
    private static RawJson? Splice(RawJson body, ReadOnlySpan<byte> change)
    {
        var text = body.Utf8.Span;
        var isFlat = ObjectProperties.TryFind(change, stackalloc ObjectProperties.Property[UsualProperties], out var changed);
        try
        {
            isFlat &= ObjectProperties.TryFind(text, stackalloc ObjectProperties.Property[UsualProperties], out var known);
            try
            {
                return isFlat ? Splice(body, text, ref known, change, ref changed) : null;
            }
            finally
            {
                known.Dispose();
            }
        }
        finally
        {
            changed.Dispose();
        }
    }

    private static RawJson Splice(RawJson body, ReadOnlySpan<byte> text, ref ObjectProperties known, ReadOnlySpan<byte> change, ref ObjectProperties changed)
    {
        var length = text.Length;
        var isOther = false;
        for (var index = 0; index < known.Count; index++)
        {
            var with = changed.Find(known.NameOf(index));
            if (with >= 0)
            {
                changed[with].IsKnown = true;
                length += changed[with].ValueLength - known[index].ValueLength;
                isOther |= !changed.ValueOf(with).SequenceEqual(known.ValueOf(index));
            }
        }

        for (var index = 0; index < changed.Count; index++)
        {
            // A name that comes twice counts as it comes last.
            if (!changed[index].IsKnown && changed.Find(changed.NameOf(index)) == index)
            {
                length += changed[index].Value + changed[index].ValueLength - changed[index].Name + 1;
                isOther = true;
            }
            else
            {
                changed[index].IsKnown = true;
            }
        }

        return isOther ? new RawJson(Write(text, ref known, change, ref changed, length)) : body;
    }

    private static ReadOnlyMemory<byte> Write(ReadOnlySpan<byte> text, ref ObjectProperties known, ReadOnlySpan<byte> change, ref ObjectProperties changed, int length)
    {
        var merged = new byte[length];
        var (at, from) = (0, 0);
        for (var index = 0; index < known.Count; index++)
        {
            var with = changed.Find(known.NameOf(index));
            if (with >= 0)
            {
                at += Copy(text[from..known[index].Value], merged, at);
                at += Copy(changed.ValueOf(with), merged, at);
                from = known[index].Value + known[index].ValueLength;
            }
        }

        at += Copy(text[from..known.End], merged, at);
        var isFirst = known.Count == 0;
        for (var index = 0; index < changed.Count; index++)
        {
            if (!changed[index].IsKnown)
            {
                at += isFirst ? 0 : Copy(","u8, merged, at);
                at += Copy(change[changed[index].Name..(changed[index].Value + changed[index].ValueLength)], merged, at);
                isFirst = false;
            }
        }

        at += Copy(text[known.End..], merged, at);
        return merged.AsMemory(0, at);
    }

    private static int Copy(ReadOnlySpan<byte> from, byte[] to, int at)
    {
        from.CopyTo(to.AsSpan(at));
        return from.Length;
    }

    // One name may be spelt in several ways.
    private static RawJson Rewrite(RawJson body, RawJson change)
    {
        using var target = JsonDocument.Parse(body.Utf8);
        using var source = JsonDocument.Parse(change.Utf8);
        var buffer = new ArrayBufferWriter<byte>(body.Utf8.Length + change.Utf8.Length);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            foreach (var property in target.RootElement.EnumerateObject())
            {
                Write(writer, property.Name, source.RootElement.TryGetProperty(property.Name, out var changed) ? changed : property.Value);
            }

            foreach (var property in source.RootElement.EnumerateObject())
            {
                if (!target.RootElement.TryGetProperty(property.Name, out _))
                {
                    Write(writer, property.Name, property.Value);
                }
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.SequenceEqual(body.Utf8.Span) ? body : new RawJson(buffer.WrittenMemory);
    }

    private static void Write(Utf8JsonWriter writer, string name, JsonElement value)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
    }
}
