using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SyncHub.Queries.Scalars;

/// <summary>Enums, by the JSON that their contract writes for each declared value (names or numbers). Their order is that of their numeric values.</summary>
internal sealed class EnumScalar : ScalarType
{
    private readonly FrozenDictionary<string, object> _values;
    private readonly FrozenDictionary<object, string> _names;

    public EnumScalar(JsonTypeInfo contract)
    {
        var declared = Enum.GetValuesAsUnderlyingType(contract.Type).Cast<object>().Distinct().Select(number => Enum.ToObject(contract.Type, number)).ToList();
        _names = declared.ToFrozenDictionary(value => value, value => JsonSerializer.Serialize(value, contract));
        _values = _names.DistinctBy(pair => pair.Value).ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
        Description = "one of " + string.Join(", ", declared.Select(value => _names[value]));
    }

    public override string Description { get; }

    public override ImmutableArray<FilterOperator> Operators => FilterOperators.Equality;

    public override bool TryRead(JsonElement json, [NotNullWhen(true)] out object? value) =>
        _values.TryGetValue(json.GetRawText(), out value)
        || (TryGetText(json, out var text) && _values.TryGetValue($"\"{text}\"", out value));

    public override object? Normalize(object value) => _names.ContainsKey(value) ? value : null;

    public override void Write(Utf8JsonWriter writer, object value) => writer.WriteRawValue(_names[value]);
}
