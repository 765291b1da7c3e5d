using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using SyncHub.Json;

namespace SyncHub.Queries.Scalars;

/// <summary>
/// Points in time: <see cref="DateTimeOffset"/>, and <see cref="DateTime"/> (which holds UTC; an unspecified kind is taken as UTC).
/// A literal without an offset is UTC as well, wherever it is read.
/// </summary>
internal sealed class InstantScalar(bool hasOffset) : ScalarType
{
    public override string Description => "an instant as a string, such as \"2026-01-31T12:00:00Z\"";

    public override bool TryRead(JsonElement json, [NotNullWhen(true)] out object? value)
    {
        value = null;
        if (json.ValueKind != JsonValueKind.String || !json.TryGetDateTime(out var time))
        {
            return false;
        }

        if (time.Kind == DateTimeKind.Unspecified)
        {
            value = Value(DateTime.SpecifyKind(time, DateTimeKind.Utc));
        }
        else if (json.TryGetDateTimeOffset(out var instant))
        {
            value = Value(instant.UtcDateTime);
        }

        return value is not null;
    }

    public override object? Normalize(object value) => value switch
    {
        DateTimeOffset instant => Value(instant.UtcDateTime),
        DateTime { Kind: DateTimeKind.Local } local => Value(local.ToUniversalTime()),
        DateTime time => Value(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        _ => null,
    };

    public override void Write(Utf8JsonWriter writer, object value)
    {
        var utc = value is DateTimeOffset instant ? instant.UtcDateTime : (DateTime)value;
        writer.WriteStringValue(utc.ToString(InstantConverter.Format, CultureInfo.InvariantCulture));
    }

    private object Value(DateTime utc) => hasOffset ? (object)new DateTimeOffset(utc) : utc;
}
