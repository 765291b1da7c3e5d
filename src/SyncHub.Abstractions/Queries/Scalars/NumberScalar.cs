using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace SyncHub.Queries.Scalars;

/// <summary>Numbers of one type. Where JavaScript's numbers cannot hold all of them, literals may be strings of digits as well.</summary>
internal sealed class NumberScalar<T> : ScalarType
    where T : struct, INumber<T>, IMinMaxValue<T>
{
    private static readonly bool IsInteger = T.One / (T.One + T.One) == T.Zero;
    private static readonly bool IsWide = typeof(T) == typeof(long) || typeof(T) == typeof(ulong) || typeof(T) == typeof(decimal);
    private static readonly SearchValues<char> DigitChars = SearchValues.Create("0123456789.-eE");
    private static readonly NumberStyles Styles = IsInteger ? NumberStyles.AllowLeadingSign : NumberStyles.Float;

    public override string Description { get; } =
        (IsInteger ? string.Create(CultureInfo.InvariantCulture, $"an integer from {T.MinValue} to {T.MaxValue}") : "a number")
        + (IsWide ? ", as a number or in a string" : string.Empty);

    public override bool TryRead(JsonElement json, [NotNullWhen(true)] out object? value)
    {
        value = null;
        string? text = null;
        if (json.ValueKind == JsonValueKind.Number)
        {
            text = json.GetRawText();
        }
        else if (!IsWide || !TryGetText(json, out text) || text.AsSpan().ContainsAnyExcept(DigitChars))
        {
            return false;
        }

        if (T.TryParse(text, Styles, CultureInfo.InvariantCulture, out var number))
        {
            value = Normalize(number);
        }

        return value is not null;
    }

    public override object? Normalize(object value)
    {
        if (value is decimal money)
        {
            // 1.0 and 1.00 are equal, and so must be their texts: dividing drops trailing zeros.
            return money == 0 ? 0m : money / 1.0000000000000000000000000000m;
        }

        // Adding zero makes -0 zero.
        return value is T number && T.IsFinite(number) ? number + T.Zero : null;
    }

    public override void Write(Utf8JsonWriter writer, object value) =>
        writer.WriteRawValue(((T)value).ToString(null, CultureInfo.InvariantCulture));
}
