namespace SyncHub.Queries.Linq;

/// <summary>Conversions of numbers that keep every value what it is.</summary>
internal static class Widening
{
    // By size, of each the signed one first.
    private static readonly Type[] Integers = [typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong)];

    public static bool IsNumber(Type type) => IsInteger(type) || type == typeof(float) || type == typeof(double) || type == typeof(decimal);

    /// <summary>Whether each value of one type is a value of another.</summary>
    public static bool IsExact(Type from, Type to)
    {
        if (from == to)
        {
            return true;
        }

        if (!IsInteger(from))
        {
            return from == typeof(float) && to == typeof(double);
        }

        var (bits, isSigned) = (Bits(from), IsSigned(from));
        return to == typeof(decimal)
            || (to == typeof(double) && bits <= 32)
            || (to == typeof(float) && bits <= 16)
            || (IsInteger(to) && Bits(to) > bits && (IsSigned(to) || !isSigned));
    }

    private static bool IsInteger(Type type) => Array.IndexOf(Integers, type) >= 0;

    private static bool IsSigned(Type integer) => Array.IndexOf(Integers, integer) % 2 == 0;

    private static int Bits(Type integer) => 8 << (Array.IndexOf(Integers, integer) / 2);
}
