using System.Collections.Immutable;
using SyncHub.Queries;

namespace SyncHub.Server.Matching;

/// <summary>A condition on one property that an index can look up.</summary>
internal abstract record Access(QueryProperty Property);

/// <summary>The property equals one of some values; null is a value.</summary>
internal sealed record ValueAccess(QueryProperty Property, ImmutableArray<QueryLiteral> Values) : Access(Property);

/// <summary>The property, a collection, contains an element; null is an element.</summary>
internal sealed record ElementAccess(QueryProperty Property, QueryLiteral Element) : Access(Property);

/// <summary>The property is not null and within a range.</summary>
internal sealed record RangeAccess(QueryProperty Property, RangeEnd? Lower, RangeEnd? Upper) : Access(Property)
{
    public bool IsClosed => Lower is not null && Upper is not null;
}

/// <summary>An end of a range: right before a value or right after it.</summary>
internal sealed record RangeEnd(object Value, bool IsAfter);
