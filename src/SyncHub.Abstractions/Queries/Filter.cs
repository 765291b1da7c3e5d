using System.Collections.Immutable;
using System.Linq.Expressions;

namespace SyncHub.Queries;

/// <summary>
/// A condition on rows, as a tree whose leaves were checked against a <see cref="QuerySchema"/>. The kinds of nodes are closed: those in this
/// file. Two filters are equal when their wire forms are; canonical filters (see <see cref="Query.Filter"/>) that say the same in different
/// order or wording are equal.
/// </summary>
public abstract class Filter : IEquatable<Filter>
{
    private protected Filter()
    {
    }

    /// <summary>Every row matches.</summary>
    public static Filter Everything { get; } = new EverythingFilter();

    /// <summary>No row matches.</summary>
    public static Filter Nothing { get; } = new NothingFilter();

    /// <summary>The wire form as JSON text.</summary>
    public string ToJson() => FilterWriter.Write(this);

    /// <summary>The same condition in its canonical form: sorted, flattened and folded. It never has more depth or terms than this one.</summary>
    public Filter Canonicalize() => FilterCanonicalizer.Canonicalize(this);

    /// <inheritdoc/>
    public bool Equals(Filter? other) => other is not null && (ReferenceEquals(this, other) || ToJson() == other.ToJson());

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as Filter);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => string.GetHashCode(ToJson(), StringComparison.Ordinal);

    /// <summary>The wire form.</summary>
    public sealed override string ToString() => ToJson();
}

/// <summary>Every row matches.</summary>
public sealed class EverythingFilter : Filter
{
    internal EverythingFilter()
    {
    }
}

/// <summary>No row matches.</summary>
public sealed class NothingFilter : Filter
{
    internal NothingFilter()
    {
    }
}

/// <summary>Rows that match all of several filters; of none, every row.</summary>
/// <param name="operands">The filters.</param>
public sealed class AndFilter(ImmutableArray<Filter> operands) : Filter
{
    /// <summary>The filters.</summary>
    public ImmutableArray<Filter> Operands { get; } = operands;
}

/// <summary>Rows that match at least one of several filters; of none, no row.</summary>
/// <param name="operands">The filters.</param>
public sealed class OrFilter(ImmutableArray<Filter> operands) : Filter
{
    /// <summary>The filters.</summary>
    public ImmutableArray<Filter> Operands { get; } = operands;
}

/// <summary>Rows that do not match a filter. In a canonical tree that filter is a term whose opposite is no single operator.</summary>
/// <param name="operand">The filter.</param>
public sealed class NotFilter(Filter operand) : Filter
{
    /// <summary>The filter that must not match.</summary>
    public Filter Operand { get; } = operand;
}

/// <summary>One property compared with literals. <see cref="QueryProperty.Term"/> makes them, and checks that they fit.</summary>
public sealed class TermFilter : Filter
{
    internal TermFilter(QueryProperty property, FilterOperator op, ImmutableArray<QueryLiteral> literals)
    {
        Property = property;
        Operator = op;
        Literals = literals;
    }

    /// <summary>The property.</summary>
    public QueryProperty Property { get; }

    /// <summary>How it is compared.</summary>
    public FilterOperator Operator { get; }

    /// <summary>With what: any number of literals for <see cref="FilterOperator.In"/> and <see cref="FilterOperator.NotIn"/>, exactly one for all others.</summary>
    public ImmutableArray<QueryLiteral> Literals { get; }
}

/// <summary>
/// A condition that only code can express: a server's own rule, say. No client can send one. Two are equal when their names are.
/// </summary>
/// <param name="name">Names the condition, the values that it holds included: whoever makes two conditions gives them two names.</param>
/// <param name="predicate">The condition, over one row of the schema's type.</param>
public sealed class CodeFilter(string name, LambdaExpression predicate) : Filter
{
    private Delegate? _compiled;

    /// <summary>What tells the condition from others.</summary>
    public string Name { get; } = name;

    /// <summary>The condition.</summary>
    public LambdaExpression Predicate { get; } = predicate;

    // Two threads may both compile it, and either result will do.
    internal Delegate Compiled => _compiled ??= Predicate.Compile();
}
