using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SyncHub;

/// <summary>
/// An entity's key as it travels: integers up to 32 bits are JSON numbers, all other keys are strings
/// (Guid in its "D" form, 64-bit integers in digits, binary as base64).
/// </summary>
[JsonConverter(typeof(Converter))]
public readonly struct SyncKey : IEquatable<SyncKey>
{
    private readonly string? _text;

    private SyncKey(string text, bool isNumber)
    {
        _text = text;
        IsNumber = isNumber;
    }

    /// <summary>The canonical text of the key; what is equal here is the same key. Empty for <c>default</c>.</summary>
    public string Text => _text ?? string.Empty;

    /// <summary>Whether the key is a number on the wire.</summary>
    public bool IsNumber { get; }

    /// <summary>A key that travels as a string.</summary>
    public static SyncKey FromString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new SyncKey(text, isNumber: false);
    }

    /// <summary>A key that travels as a number.</summary>
    public static SyncKey FromInt64(long number) => new(number.ToString(CultureInfo.InvariantCulture), isNumber: true);

    /// <summary>A string key.</summary>
    public static implicit operator SyncKey(string text) => FromString(text);

    /// <summary>An integer key of up to 32 bits: a number on the wire.</summary>
    public static implicit operator SyncKey(int number) => FromInt64(number);

    /// <summary>A 64-bit key: a string on the wire.</summary>
    public static implicit operator SyncKey(long number) => FromString(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A Guid key: a string on the wire.</summary>
    public static implicit operator SyncKey(Guid key) => FromString(key.ToString("D"));

    /// <summary>A binary key: base64 on the wire.</summary>
    public static implicit operator SyncKey(byte[] bytes) => FromString(Convert.ToBase64String(bytes));

    /// <inheritdoc/>
    public bool Equals(SyncKey other) => IsNumber == other.IsNumber && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is SyncKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(Text, StringComparison.Ordinal);

    /// <summary>Whether two keys travel alike.</summary>
    public static bool operator ==(SyncKey left, SyncKey right) => left.Equals(right);

    /// <summary>Whether two keys travel differently.</summary>
    public static bool operator !=(SyncKey left, SyncKey right) => !left.Equals(right);

    /// <inheritdoc/>
    public override string ToString() => Text;

    internal sealed class Converter : JsonConverter<SyncKey>
    {
        public override SyncKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.String => FromString(reader.GetString()!),
            JsonTokenType.Number when reader.TryGetInt64(out var number) => FromInt64(number),
            _ => throw new JsonException("A key is a string or an integer."),
        };

        public override void Write(Utf8JsonWriter writer, SyncKey value, JsonSerializerOptions options)
        {
            if (value.IsNumber)
            {
                writer.WriteRawValue(value.Text, skipInputValidation: true);
            }
            else
            {
                writer.WriteStringValue(value.Text);
            }
        }
    }
}
