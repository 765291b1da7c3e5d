using System.Buffers;
using System.Text.Json;
using SyncHub.Json;

namespace SyncHub.Server.Data;

/// <summary>
/// What changed between two bodies of one row, as an object of its top-level properties. Bodies come from one serialiser, so that equal
/// values are equal texts.
/// </summary>
internal static class BodyDiff
{
    /// <summary>
    /// The properties that differ, with their values after the change in the order of the body, then those that are gone, as null. Absent
    /// where nothing differs.
    /// </summary>
    public static RawJson Compute(RawJson before, RawJson after)
    {
        if (before == after)
        {
            return default;
        }

        var old = Properties(before);
        var current = Properties(after);
        var output = new ArrayBufferWriter<byte>();
        for (var index = 0; index < current.Count; index++)
        {
            var property = current[index];
            var previous = Find(old, property.Name, index);
            if (previous < 0 || !old[previous].Value.Span.SequenceEqual(property.Value.Span))
            {
                Write(output, property.Name.Span, property.Value.Span);
            }
        }

        for (var index = 0; index < old.Count; index++)
        {
            if (Find(current, old[index].Name, index) < 0)
            {
                Write(output, old[index].Name.Span, "null"u8);
            }
        }

        if (output.WrittenCount == 0)
        {
            return default;
        }

        output.Write("}"u8);
        return new RawJson(output.WrittenSpan.ToArray());
    }

    private static void Write(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> quotedName, ReadOnlySpan<byte> value)
    {
        output.Write(output.WrittenCount == 0 ? "{"u8 : ","u8);
        output.Write(quotedName);
        output.Write(":"u8);
        output.Write(value);
    }

    /// <summary>The index of a property; bodies of one type mostly have it in the same place.</summary>
    private static int Find(List<Property> properties, ReadOnlyMemory<byte> name, int expected)
    {
        if (expected < properties.Count && properties[expected].Name.Span.SequenceEqual(name.Span))
        {
            return expected;
        }

        return properties.FindIndex(property => property.Name.Span.SequenceEqual(name.Span));
    }

    private static List<Property> Properties(RawJson body)
    {
        var properties = new List<Property>();
        var reader = new Utf8JsonReader(body.Utf8.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // Names are kept as they stand in the text, quotes and escapes included, to be copied as they are.
            var name = body.Utf8.Slice((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            properties.Add(new Property(name, body.Utf8[start..(int)reader.BytesConsumed]));
        }

        return properties;
    }

    private readonly record struct Property(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value);
}
