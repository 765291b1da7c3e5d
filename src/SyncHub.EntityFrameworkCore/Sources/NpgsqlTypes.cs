using Microsoft.EntityFrameworkCore.Metadata;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>Which columns PostgreSQL compares as memory does: those of the type that is the .NET type's own.</summary>
internal static class NpgsqlTypes
{
    private static readonly Dictionary<Type, string[]> Natives = new()
    {
        [typeof(string)] = ["text", "character varying", "varchar"],
        [typeof(bool)] = ["boolean"],
        [typeof(byte)] = ["smallint", "integer", "bigint"],
        [typeof(sbyte)] = ["smallint", "integer", "bigint"],
        [typeof(short)] = ["smallint", "integer", "bigint", "numeric"],
        [typeof(ushort)] = ["integer", "bigint", "numeric"],
        [typeof(int)] = ["integer", "bigint", "numeric"],
        [typeof(uint)] = ["bigint", "numeric"],
        [typeof(long)] = ["bigint", "numeric"],
        [typeof(ulong)] = ["numeric"],
        [typeof(float)] = ["real", "double precision"],
        [typeof(double)] = ["double precision"],
        [typeof(decimal)] = ["numeric"],
        [typeof(Guid)] = ["uuid"],
        [typeof(DateTime)] = ["timestamp with time zone", "timestamp without time zone"],
        [typeof(DateTimeOffset)] = ["timestamp with time zone"],
        [typeof(DateOnly)] = ["date"],
        [typeof(TimeOnly)] = ["time without time zone"],
    };

    // What JSON has no type for is a text in it, in a form that need not be the one.
    private static readonly Type[] InJson =
        [typeof(string), typeof(bool), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(decimal), typeof(Guid)];

    public static Ability Judge(Column column)
    {
        if (column.IsObject)
        {
            return Ability.None;
        }

        if (column.Stored is null)
        {
            return Of(column.Type, Natives.ContainsKey(column.Type));
        }

        if (StoredType.Of(column.Stored) is not { } stored)
        {
            return Ability.None;
        }

        return stored.Converter is not null ? (column.IsInJson ? Ability.None : Ability.Equality)
            : column.IsInJson ? Of(stored.Type, InJson.Contains(stored.Type))
            : stored.Type.IsEnum ? Ability.Equality
            : Of(stored.Type, IsNative(stored.Type, stored.Name));
    }

    public static bool HasElements(Column column, Type element)
    {
        var type = Nullable.GetUnderlyingType(element) ?? element;
        type = type.IsEnum ? Enum.GetUnderlyingType(type) : type;
        return !column.IsInJson && column.Stored?.GetElementType() is { } elements && elements.GetValueConverter() is null && Natives.ContainsKey(type);
    }

    public static bool IsWithoutZone(IReadOnlyProperty property) => StoredType.Of(property) is { } stored && BaseName(stored.Name) == "timestamp without time zone";

    private static Ability Of(Type type, bool isKnown) => !isKnown ? Ability.None : type == typeof(string) ? Ability.All : Ability.Equality | Ability.Order;

    private static bool IsNative(Type type, string name) => Natives.TryGetValue(type, out var names) && names.Contains(BaseName(name));

    // Without length or precision: "numeric(18,2)", "timestamp(3) with time zone".
    private static string BaseName(string name)
    {
        var (open, close) = (name.IndexOf('(', StringComparison.Ordinal), name.IndexOf(')', StringComparison.Ordinal));
        var bare = open < 0 || close < open ? name : name[..open] + name[(close + 1)..];
        return bare.Trim().ToLowerInvariant() switch
        {
            "timestamp" => "timestamp without time zone",
            "timestamptz" => "timestamp with time zone",
            "time" => "time without time zone",
            "decimal" => "numeric",
            "int" or "int4" => "integer",
            "int8" => "bigint",
            "int2" => "smallint",
            "float8" => "double precision",
            "float4" => "real",
            "bool" => "boolean",
            var other => other,
        };
    }
}
