using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SyncHub.Json;

/// <summary>
/// Enums as <see cref="JsonStringEnumConverter"/> with camelCase names has them on the wire, but over boxed values: without code made at run time.
/// </summary>
internal sealed class EnumTextConverter : JsonConverterFactory
{
    // Nullable ones, too: the framework's own converter for them takes only one of exactly their type.
    public override bool CanConvert(Type typeToConvert) => EnumType(typeToConvert).IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) => new Converter(EnumType(typeToConvert), typeToConvert.IsEnum);

    private static Type EnumType(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private sealed class Converter : JsonConverter<object?>
    {
        private readonly Type _type;
        private readonly FrozenDictionary<string, ulong> _values;

        // As declared; of two names for one value, the first is written.
        private readonly (string Name, ulong Value)[] _names;
        private readonly bool _isFlags;
        private readonly bool _isRequired;

        public Converter(Type type, bool isRequired)
        {
            _isRequired = isRequired;
            _type = type;
            _isFlags = type.IsDefined(typeof(FlagsAttribute), inherit: false);
            _names = [.. Enum.GetNames(type).Select(name => (WireName(type, name), Bits(Enum.Parse(type, name))))];
            _values = _names.DistinctBy(pair => pair.Name, StringComparer.OrdinalIgnoreCase)
                .ToFrozenDictionary(pair => pair.Name, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        }

        public override bool HandleNull => true;

        public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.String => Parse(reader.GetString()!),
            JsonTokenType.Number when reader.TryGetInt64(out var number) => Enum.ToObject(_type, number),
            JsonTokenType.Number when reader.TryGetUInt64(out var number) => Enum.ToObject(_type, number),
            JsonTokenType.Null when !_isRequired => null,
            _ => throw new JsonException($"{_type.Name} is one of {string.Join(", ", _values.Keys)}."),
        };

        public override void Write(Utf8JsonWriter writer, object? value, JsonSerializerOptions options)
        {
            if (value is null)
            {
                writer.WriteNullValue();
                return;
            }

            var bits = Bits(value);
            if (Text(bits) is { } text)
            {
                writer.WriteStringValue(text);
            }
            else
            {
                writer.WriteRawValue(((Enum)value).ToString("D"));
            }
        }

        public override object ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString()!);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, [DisallowNull] object? value, JsonSerializerOptions options) =>
            writer.WritePropertyName(Text(Bits(value!)) ?? ((Enum)value!).ToString("D"));

        private object Parse(string text)
        {
            ulong bits = 0;
            foreach (var part in _isFlags ? text.Split(',', StringSplitOptions.TrimEntries) : [text.Trim()])
            {
                bits |= _values.TryGetValue(part, out var value)
                    ? value
                    : throw new JsonException($"'{part}' is no {_type.Name}; it is one of {string.Join(", ", _values.Keys)}.");
            }

            return Enum.ToObject(_type, bits);
        }

        /// <summary>The name, or the names of all flags; null where a value has none.</summary>
        private string? Text(ulong bits)
        {
            if (Array.FindIndex(_names, pair => pair.Value == bits) is >= 0 and var index)
            {
                return _names[index].Name;
            }

            var set = _names.Where(pair => _isFlags && pair.Value != 0 && (bits & pair.Value) == pair.Value).DistinctBy(pair => pair.Value).ToList();
            return set.Count > 0 && set.Aggregate(0UL, (all, pair) => all | pair.Value) == bits ? string.Join(", ", set.Select(pair => pair.Name)) : null;
        }

        private static ulong Bits(object value) => ((Enum)value).GetTypeCode() == TypeCode.UInt64
            ? Convert.ToUInt64(value, CultureInfo.InvariantCulture)
            : unchecked((ulong)Convert.ToInt64(value, CultureInfo.InvariantCulture));

        [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "An enum that is kept keeps its fields: Enum.GetNames needs them, too.")]
        private static string WireName(Type type, string name)
        {
            var own = type.GetField(name)?.GetCustomAttributes(typeof(JsonStringEnumMemberNameAttribute), inherit: false);
            return own is [JsonStringEnumMemberNameAttribute member] ? member.Name : JsonNamingPolicy.CamelCase.ConvertName(name);
        }
    }
}
