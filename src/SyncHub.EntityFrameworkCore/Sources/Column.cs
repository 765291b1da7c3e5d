using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>Where the database has what a query names.</summary>
/// <param name="Value">The value, as an expression over the entity.</param>
/// <param name="Stored">The property whose column it is; null for an object, and for what the projection computes.</param>
/// <param name="IsInJson">Whether it is within a JSON document.</param>
/// <param name="IsObject">Whether it is an owned or complex object.</param>
internal sealed record Column(Expression Value, IReadOnlyProperty? Stored, bool IsInJson, bool IsObject)
{
    /// <summary>Whether it is computed by the projection.</summary>
    public bool IsComputed => Stored is null && !IsObject;

    /// <summary>The type without <see cref="Nullable{T}"/>.</summary>
    public Type Type => Nullable.GetUnderlyingType(Value.Type) ?? Value.Type;
}
