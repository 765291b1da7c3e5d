using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SyncHub.Json;

/// <summary>
/// <see cref="DateTime"/> properties as instants (see <see cref="InstantConverter"/>). A value of unspecified kind is taken as UTC;
/// what is read is always UTC.
/// </summary>
public sealed class UtcDateTimeConverter : JsonConverter<DateTime>
{
    /// <inheritdoc/>
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var value = reader.GetDateTime();
        return value.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(value, DateTimeKind.Utc) : value.ToUniversalTime();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var utc = value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value;
        Span<char> text = stackalloc char[InstantConverter.Length];
        utc.TryFormat(text, out var length, InstantConverter.Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }
}
