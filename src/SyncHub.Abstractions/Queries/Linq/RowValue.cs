using System.Globalization;

namespace SyncHub.Queries.Linq;

/// <summary>A property of the row within an expression.</summary>
/// <param name="Property">The property.</param>
/// <param name="IsBoxed">Whether it was converted to <see cref="object"/>, so that only values of its own type can be equal to it.</param>
internal sealed record RowValue(QueryProperty Property, bool IsBoxed)
{
    /// <summary>
    /// The value of the compared type that is exactly another value: C# compares an <c>int</c> with a <c>long</c> as two <c>long</c>s, and an
    /// enum as its number. False where there is none; nothing is equal to such a value.
    /// </summary>
    public bool TryConvert(object? value, bool isStrict, out object? converted)
    {
        converted = value;
        var type = Property.ElementType ?? Property.Type;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (value is null || value.GetType() == type)
        {
            return true;
        }

        if (isStrict || IsBoxed)
        {
            return false;
        }

        var number = type.IsEnum ? Enum.GetUnderlyingType(type) : type;
        if (!Widening.IsNumber(number) || !Widening.IsNumber(value.GetType()))
        {
            return false;
        }

        try
        {
            var exact = Convert.ChangeType(value, number, CultureInfo.InvariantCulture);
            converted = type.IsEnum ? Enum.ToObject(type, exact) : exact;
            return Convert.ChangeType(exact, value.GetType(), CultureInfo.InvariantCulture).Equals(value);
        }
        catch (OverflowException)
        {
            return false;
        }
    }
}
