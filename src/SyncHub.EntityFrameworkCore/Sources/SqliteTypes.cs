namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>Which columns SQLite compares as memory does: it has four types only, and everything else is a text or a number there.</summary>
internal static class SqliteTypes
{
    private static readonly Type[] Integers = [typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long)];
    private static readonly Type[] Reals = [typeof(float), typeof(double)];

    // In texts whose order is that of the values.
    private static readonly Type[] Texts = [typeof(Guid), typeof(DateTime), typeof(DateOnly), typeof(TimeOnly), typeof(decimal)];

    public static Ability Judge(Column column)
    {
        if (column.IsObject)
        {
            return Ability.None;
        }

        if (column.Stored is null)
        {
            return OfNatives(column.Type);
        }

        if (StoredType.Of(column.Stored) is not { } stored)
        {
            return Ability.None;
        }

        if (column.IsInJson)
        {
            return stored.Converter is null ? OfJson(stored.Type) : Ability.None;
        }

        return stored.Converter is null ? OfColumn(stored, Affinity(stored.Name)) : Ability.Equality;
    }

    public static bool HasElements(Column column, Type element)
    {
        var type = Nullable.GetUnderlyingType(element) ?? element;
        return column.Stored?.GetElementType() is { } elements
            && elements.GetValueConverter() is null
            && (OfJson(type.IsEnum ? Enum.GetUnderlyingType(type) : type) & Ability.Equality) != 0;
    }

    private static Ability OfColumn(StoredType stored, string affinity) => affinity switch
    {
        "TEXT" when stored.Type == typeof(string) => Ability.All,
        "TEXT" when Texts.Contains(stored.Type) => Ability.Equality | Ability.Order,
        "INTEGER" when Integers.Contains(stored.Type) || stored.Type == typeof(bool) => Ability.Equality | Ability.Order,
        "REAL" when Reals.Contains(stored.Type) => Ability.Equality | Ability.Order,

        // Beyond the signed numbers it wraps round.
        "INTEGER" when stored.Type == typeof(ulong) => Ability.Equality,
        _ => Ability.None,
    };

    private static Ability OfNatives(Type type) => type == typeof(string) ? Ability.All
        : type == typeof(bool) || Integers.Contains(type) || Reals.Contains(type) ? Ability.Equality | Ability.Order
        : Ability.None;

    private static Ability OfJson(Type type) => Reals.Contains(type) ? Ability.None : OfNatives(type);

    // How SQLite itself reads the name of a type.
    private static string Affinity(string name) => name.ToUpperInvariant() switch
    {
        var upper when upper.Contains("INT", StringComparison.Ordinal) => "INTEGER",
        var upper when upper.Contains("CHAR", StringComparison.Ordinal) || upper.Contains("CLOB", StringComparison.Ordinal) || upper.Contains("TEXT", StringComparison.Ordinal) => "TEXT",
        var upper when upper.Contains("REAL", StringComparison.Ordinal) || upper.Contains("FLOA", StringComparison.Ordinal) || upper.Contains("DOUB", StringComparison.Ordinal) => "REAL",
        _ => "OTHER",
    };
}
