using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SyncHub.Json;

/// <summary>
/// One JSON value as UTF-8 text, written to the wire as it is. <c>default</c> is an absent value, which differs from <see cref="Null"/>.
/// Equality is by text, byte for byte.
/// </summary>
[JsonConverter(typeof(Converter))]
public readonly struct RawJson : IEquatable<RawJson>
{
    private static readonly byte[] NullText = "null"u8.ToArray();

    /// <summary>Wraps JSON text that its caller knows to be valid; the memory must not change afterwards.</summary>
    public RawJson(ReadOnlyMemory<byte> utf8) => Utf8 = utf8;

    /// <summary>The JSON literal null.</summary>
    public static RawJson Null { get; } = new(NullText);

    /// <summary>The JSON text; empty for an absent value.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>Whether there is no value at all (not even null).</summary>
    public bool IsAbsent => Utf8.IsEmpty;

    /// <summary>Whether the value is the JSON literal null.</summary>
    public bool IsNull => Utf8.Span.SequenceEqual(NullText);

    /// <summary>Parses text into a value; throws <see cref="JsonException"/> where it is not valid JSON.</summary>
    public static RawJson Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        return From(document.RootElement);
    }

    /// <summary>Copies an element's text.</summary>
    public static RawJson From(JsonElement element) => new(JsonMarshal.GetRawUtf8Value(element).ToArray());

    /// <inheritdoc/>
    public bool Equals(RawJson other) => Utf8.Span.SequenceEqual(other.Utf8.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RawJson other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Utf8.Span);
        return hash.ToHashCode();
    }

    /// <summary>Whether two values have the same text.</summary>
    public static bool operator ==(RawJson left, RawJson right) => left.Equals(right);

    /// <summary>Whether two values have different texts.</summary>
    public static bool operator !=(RawJson left, RawJson right) => !left.Equals(right);

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);

    internal sealed class Converter : JsonConverter<RawJson>
    {
        // A JSON null is a value here (an entity that does not exist), not an absent one.
        public override bool HandleNull => true;

        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? Null : From(JsonElement.ParseValue(ref reader));

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options)
        {
            if (value.IsAbsent)
            {
                writer.WriteNullValue();
            }
            else
            {
                writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
            }
        }
    }
}
