using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace SyncHub.Queries.Scalars;

/// <summary>Which types can be compared.</summary>
internal static class ScalarTypes
{
    public const string Supported = "string, bool, numbers, Guid, DateTime, DateTimeOffset, DateOnly, TimeOnly and enums";

    private static readonly FrozenDictionary<Type, ScalarType> Fixed = new Dictionary<Type, ScalarType>
    {
        [typeof(bool)] = new BooleanScalar(),
        [typeof(string)] = new StringScalar(),
        [typeof(sbyte)] = new NumberScalar<sbyte>(),
        [typeof(byte)] = new NumberScalar<byte>(),
        [typeof(short)] = new NumberScalar<short>(),
        [typeof(ushort)] = new NumberScalar<ushort>(),
        [typeof(int)] = new NumberScalar<int>(),
        [typeof(uint)] = new NumberScalar<uint>(),
        [typeof(long)] = new NumberScalar<long>(),
        [typeof(ulong)] = new NumberScalar<ulong>(),
        [typeof(float)] = new NumberScalar<float>(),
        [typeof(double)] = new NumberScalar<double>(),
        [typeof(decimal)] = new NumberScalar<decimal>(),
        [typeof(DateTime)] = new InstantScalar(hasOffset: false),
        [typeof(DateTimeOffset)] = new InstantScalar(hasOffset: true),
        [typeof(Guid)] = new ParsedScalar<Guid>("a Guid as a string", "D", Guid.TryParse),
        [typeof(DateOnly)] = new ParsedScalar<DateOnly>("a date as a string, such as \"2026-01-31\"", "yyyy-MM-dd", TryParseDate),
        [typeof(TimeOnly)] = new ParsedScalar<TimeOnly>("a time of day as a string, such as \"18:30:00\"", "HH:mm:ss.fffffff", TryParseTime),
    }.ToFrozenDictionary();

    /// <summary>How values of a contract are compared; null for what cannot be.</summary>
    /// <param name="type">The type, without <see cref="Nullable{T}"/>.</param>
    /// <param name="options">Where its contract comes from.</param>
    /// <param name="converter">The property's own converter, if it has one: it decides the wire names of enums, and hides everything else.</param>
    public static ScalarType? Find(Type type, JsonSerializerOptions options, JsonConverter? converter)
    {
        if (!type.IsEnum)
        {
            return converter is null ? Fixed.GetValueOrDefault(type) : null;
        }

        if (converter is not null)
        {
            options = new JsonSerializerOptions(options);
            options.Converters.Insert(0, converter);
        }

        return options.TryGetTypeInfo(type, out var contract) ? new EnumScalar(contract) : null;
    }

    private static bool TryParseDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    private static bool TryParseTime(string text, out TimeOnly time) =>
        TimeOnly.TryParseExact(text, ["HH:mm:ss.FFFFFFF", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
}
