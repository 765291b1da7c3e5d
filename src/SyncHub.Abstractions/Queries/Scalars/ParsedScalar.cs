using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace SyncHub.Queries.Scalars;

/// <summary>Types with one exact text for each value: Guid, date, time of day.</summary>
/// <param name="description">What a literal looks like.</param>
/// <param name="format">The format of the canonical text.</param>
/// <param name="parse">Reads a text.</param>
internal sealed class ParsedScalar<T>(string description, string format, ParsedScalar<T>.Parser parse) : ScalarType
    where T : struct, IFormattable, IComparable
{
    public delegate bool Parser(string text, out T value);

    public override string Description => description;

    public override bool TryRead(JsonElement json, [NotNullWhen(true)] out object? value)
    {
        value = TryGetText(json, out var text) && parse(text, out var parsed) ? parsed : null;
        return value is not null;
    }

    public override object? Normalize(object value) => value as T?;

    public override void Write(Utf8JsonWriter writer, object value) =>
        writer.WriteStringValue(((T)value).ToString(format, CultureInfo.InvariantCulture));
}
