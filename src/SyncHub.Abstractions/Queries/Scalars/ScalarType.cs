using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SyncHub.Queries.Scalars;

/// <summary>
/// A type whose values a filter can name: how literals of it are read and written, and which operators it has. Values are boxed and never null.
/// </summary>
internal abstract class ScalarType
{
    /// <summary>What a literal looks like, for error messages: "a Guid as a string".</summary>
    public abstract string Description { get; }

    /// <summary>The operators that make sense for the type.</summary>
    public virtual ImmutableArray<FilterOperator> Operators => FilterOperators.Comparison;

    /// <summary>Reads a literal that is not null.</summary>
    public abstract bool TryRead(JsonElement json, [NotNullWhen(true)] out object? value);

    /// <summary>The one form of a value among those that are equal; null for a value that cannot travel.</summary>
    public abstract object? Normalize(object value);

    /// <summary>Writes a normalised value; equal values are equal texts.</summary>
    public abstract void Write(Utf8JsonWriter writer, object value);

    /// <summary>The order of two values.</summary>
    public virtual int Compare(object left, object right) => ((IComparable)left).CompareTo(right);

    /// <summary>Text of a JSON string; false for anything else, half a surrogate pair included.</summary>
    protected static bool TryGetText(JsonElement json, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (json.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        try
        {
            text = json.GetString();
            return text is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
