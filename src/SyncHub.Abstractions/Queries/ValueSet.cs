using System.Collections.Immutable;

namespace SyncHub.Queries;

/// <summary>
/// The values that a property may have: those of a list, or all but those. <c>$eq</c>, <c>$ne</c>, <c>$in</c> and <c>$nin</c> are all of this
/// kind, and since a value is in a set or not (null is a value like any other), the laws of sets hold exactly.
/// </summary>
internal sealed class ValueSet
{
    private readonly QueryProperty _property;
    private readonly bool _excludes;
    private readonly ImmutableHashSet<QueryLiteral> _values;

    private ValueSet(QueryProperty property, bool excludes, ImmutableHashSet<QueryLiteral> values)
    {
        _property = property;
        (_excludes, _values) = Fold(property, excludes, values);
    }

    /// <summary>How many values the set lists.</summary>
    public int Count => _values.Count;

    public static ValueSet Of(QueryProperty property, bool excludes, IEnumerable<QueryLiteral> values) => new(property, excludes, [.. values]);

    public static ValueSet Of(TermFilter term) => Of(term.Property, term.Operator is FilterOperator.NotEqual or FilterOperator.NotIn, term.Literals);

    public ValueSet Complement() => new(_property, !_excludes, _values);

    public ValueSet Intersect(ValueSet other) => (_excludes, other._excludes) switch
    {
        (false, false) => new(_property, false, _values.Intersect(other._values)),
        (false, true) => new(_property, false, _values.Except(other._values)),
        (true, false) => new(_property, false, other._values.Except(_values)),
        (true, true) => new(_property, true, _values.Union(other._values)),
    };

    public ValueSet Union(ValueSet other) => Complement().Intersect(other.Complement()).Complement();

    public Filter ToFilter() => (_values.Count, _excludes) switch
    {
        (0, false) => Filter.Nothing,
        (0, true) => Filter.Everything,
        (1, false) => new TermFilter(_property, FilterOperator.Equal, [.. _values]),
        (1, true) => new TermFilter(_property, FilterOperator.NotEqual, [.. _values]),
        (_, false) => new TermFilter(_property, FilterOperator.In, Sorted()),
        (_, true) => new TermFilter(_property, FilterOperator.NotIn, Sorted()),
    };

    // Null is no value of a property that cannot be null; and of two (or three) truth values, all but some are the others.
    private static (bool Excludes, ImmutableHashSet<QueryLiteral> Values) Fold(QueryProperty property, bool excludes, ImmutableHashSet<QueryLiteral> values)
    {
        values = property.IsNullable ? values : values.Remove(QueryLiteral.Null);
        if (!property.IsBoolean)
        {
            return (excludes, values);
        }

        ImmutableHashSet<QueryLiteral> all = [.. property.Term(FilterOperator.In, false, true).Literals];
        all = property.IsNullable ? all.Add(QueryLiteral.Null) : all;
        var included = excludes ? all.Except(values) : values;
        return included.Count == all.Count ? (true, []) : (false, included);
    }

    private ImmutableArray<QueryLiteral> Sorted() => [.. _values.OrderBy(literal => literal.Json, StringComparer.Ordinal)];
}
