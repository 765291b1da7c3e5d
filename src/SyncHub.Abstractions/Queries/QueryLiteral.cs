namespace SyncHub.Queries;

/// <summary>A value that a property is compared with, in the one form that its type has for it: equal values are equal literals.</summary>
public readonly record struct QueryLiteral
{
    internal QueryLiteral(object? value, string json)
    {
        Value = value;
        Json = json;
    }

    /// <summary>The literal null.</summary>
    public static QueryLiteral Null { get; } = new(null, "null");

    /// <summary>The value, of the property's own type (never a <see cref="Nullable{T}"/>); instants are in UTC.</summary>
    public object? Value { get; }

    /// <summary>The value's JSON text.</summary>
    public string Json { get; }

    /// <inheritdoc/>
    public override string ToString() => Json;
}
