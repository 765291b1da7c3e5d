using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SyncHub.Queries.Scalars;

/// <summary>Texts, compared by code point and case-sensitively.</summary>
internal sealed class StringScalar : ScalarType
{
    public override string Description => "a string";

    public override ImmutableArray<FilterOperator> Operators => FilterOperators.Text;

    public override bool TryRead(JsonElement json, [NotNullWhen(true)] out object? value)
    {
        var isText = TryGetText(json, out var text);
        value = text;
        return isText;
    }

    public override object? Normalize(object value) => value is string text && IsWellFormed(text) ? text : null;

    public override void Write(Utf8JsonWriter writer, object value) => writer.WriteStringValue((string)value);

    public override int Compare(object left, object right) => CodePointComparer.Compare((string)left, (string)right);

    // Half a surrogate pair cannot be written as UTF-8 and would arrive as another text.
    private static bool IsWellFormed(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (!char.IsSurrogate(text[index]))
            {
                continue;
            }

            if (index + 1 == text.Length || !char.IsSurrogatePair(text[index], text[index + 1]))
            {
                return false;
            }

            index++;
        }

        return true;
    }
}
