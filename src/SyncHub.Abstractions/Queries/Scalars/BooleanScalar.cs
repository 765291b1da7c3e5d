using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SyncHub.Queries.Scalars;

/// <summary>true and false; false comes first.</summary>
internal sealed class BooleanScalar : ScalarType
{
    public override string Description => "true or false";

    public override ImmutableArray<FilterOperator> Operators => FilterOperators.Equality;

    public override bool TryRead(JsonElement json, [NotNullWhen(true)] out object? value)
    {
        value = json.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };
        return value is not null;
    }

    public override object? Normalize(object value) => value as bool?;

    public override void Write(Utf8JsonWriter writer, object value) => writer.WriteBooleanValue((bool)value);
}
