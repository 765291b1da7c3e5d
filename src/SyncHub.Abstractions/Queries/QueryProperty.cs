using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using SyncHub.Queries.Scalars;

namespace SyncHub.Queries;

/// <summary>A property that queries can name: its path on the wire, where it is in the type, and what it can be compared with.</summary>
public sealed class QueryProperty
{
    private readonly ScalarType? _scalar;
    private readonly ImmutableArray<Func<object, object?>> _getters;

    internal QueryProperty(
        string path,
        ImmutableArray<MemberInfo> members,
        ImmutableArray<Func<object, object?>> getters,
        Type type,
        bool isNullable,
        ScalarType? scalar,
        Type? elementType,
        bool isElementNullable)
    {
        _getters = getters;
        Path = path;
        Members = members;
        Type = type;
        IsNullable = isNullable;
        ElementType = elementType;
        IsElementNullable = isElementNullable;
        _scalar = scalar;
        Operators = elementType is not null ? FilterOperators.Collection
            : scalar is null ? FilterOperators.Nullness
            : scalar.Operators;
    }

    /// <summary>The JSON names from the entity to the property, with dots between them: <c>address.city</c>.</summary>
    public string Path { get; }

    /// <summary>The properties and fields from the entity to the value, outermost first.</summary>
    public ImmutableArray<MemberInfo> Members { get; }

    /// <summary>The declared type of the last of <see cref="Members"/>.</summary>
    public Type Type { get; }

    /// <summary>Whether the value can be null: it is of a reference or nullable type, or within something that is. Annotations do not count.</summary>
    public bool IsNullable { get; }

    /// <summary>The type of the elements of a collection of scalars; null for everything else.</summary>
    public Type? ElementType { get; }

    /// <summary>The operators that the property has.</summary>
    public ImmutableArray<FilterOperator> Operators { get; }

    /// <summary>Whether an order can name the property: it is a single scalar.</summary>
    [MemberNotNullWhen(true, nameof(_scalar))]
    public bool IsSortable => _scalar is not null && ElementType is null;

    internal bool IsElementNullable { get; }

    internal bool IsBoolean => _scalar is BooleanScalar && ElementType is null;

    internal bool IsText => _scalar is StringScalar && ElementType is null;

    /// <summary>The property (or an element of it) compared with values of its own type, or null.</summary>
    /// <exception cref="SyncException">The operator or a value does not fit: <see cref="SyncErrorCodes.InvalidFilter"/>.</exception>
    public TermFilter Term(FilterOperator op, params ReadOnlySpan<object?> values)
    {
        RequireOperator(op);
        if (!op.TakesList() && values.Length != 1)
        {
            throw new ArgumentException($"{op.Name()} takes one value, not {values.Length}.", nameof(values));
        }

        var literals = ImmutableArray.CreateBuilder<QueryLiteral>(values.Length);
        foreach (var value in values)
        {
            literals.Add(ToLiteral(op, value));
        }

        return new TermFilter(this, op, literals.MoveToImmutable());
    }

    /// <summary>How two literals of the property are ordered, null first.</summary>
    /// <exception cref="InvalidOperationException">The property has no order.</exception>
    public int Compare(QueryLiteral left, QueryLiteral right)
    {
        if (_scalar is null)
        {
            throw new InvalidOperationException($"{Path} is not a scalar, and so has no order.");
        }

        return CompareValues(left.Value, right.Value);
    }

    /// <inheritdoc/>
    public override string ToString() => Path;

    /// <summary>What a row has in the property: null as soon as something on the way to it is null.</summary>
    internal object? Read(object? row)
    {
        foreach (var getter in _getters)
        {
            if (row is null)
            {
                return null;
            }

            row = getter(row);
        }

        return row;
    }

    /// <summary>How two values of a scalar property are ordered, null first.</summary>
    internal int CompareValues(object? left, object? right) => left is null || right is null
        ? (left is null ? 0 : 1) - (right is null ? 0 : 1)
        : _scalar!.Compare(left, right);

    internal void RequireOperator(FilterOperator op)
    {
        if (!Operators.Contains(op))
        {
            var what = ElementType is not null ? "a collection" : _scalar is null ? "an object" : $"{_scalar.Description}";
            throw QueryErrors.InvalidFilter(
                $"The property '{Path}' ({what}) has no operator {op.Name()}. Use one of {FilterOperators.List(Operators)}.");
        }
    }

    internal QueryLiteral ReadLiteral(FilterOperator op, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            return NullLiteral(op);
        }

        if (LiteralType(op) is { } type && type.TryRead(json, out var value))
        {
            return Literal(op, value, type);
        }

        throw Unfit(op, QueryErrors.Show(json));
    }

    private QueryLiteral ToLiteral(FilterOperator op, object? value)
    {
        if (value is null)
        {
            return NullLiteral(op);
        }

        return LiteralType(op) is { } type && type.Normalize(value) is { } normal
            ? Literal(op, normal, type)
            : throw Unfit(op, QueryErrors.Show($"{value}"));
    }

    private ScalarType? LiteralType(FilterOperator op) => ElementType is null || op == FilterOperator.Contains ? _scalar : null;

    private QueryLiteral NullLiteral(FilterOperator op) => op.IsValueSet() || (ElementType is not null && op == FilterOperator.Contains)
        ? QueryLiteral.Null
        : throw QueryErrors.InvalidFilter($"'{Path}' {op.Name()} null never matches. Compare with null by $eq or $ne, or give {_scalar?.Description}.");

    private QueryLiteral Literal(FilterOperator op, object value, ScalarType type)
    {
        switch (op)
        {
            case FilterOperator.Like when !LikePattern.IsValid((string)value):
                throw QueryErrors.InvalidFilter(
                    $"The pattern {QueryErrors.Show((string)value)} of '{Path}' $like has a backslash before something else than %, _ or a backslash. Write \\\\ for a backslash.");
            case FilterOperator.Regex:
                CheckRegex((string)value);
                break;
        }

        return new QueryLiteral(value, FilterWriter.Text(writer => type.Write(writer, value)));
    }

    private void CheckRegex(string pattern)
    {
        try
        {
            _ = RegexPattern.Parse(pattern);
        }
        catch (OverflowException exception)
        {
            throw QueryErrors.LimitExceeded($"The pattern {QueryErrors.Show(pattern)} of '{Path}' $regex is too large. {exception.Message} Use smaller counts, or *.");
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw QueryErrors.InvalidFilter(
                $"The pattern {QueryErrors.Show(pattern)} of '{Path}' $regex cannot be used: {exception.Message} Patterns are .NET's, without lookaround, backreferences, atomic groups, conditions, comments and class subtraction.");
        }
    }

    private SyncException Unfit(FilterOperator op, string shown)
    {
        var expected = LiteralType(op)?.Description ?? "null";
        return QueryErrors.InvalidFilter($"The value {shown} does not fit '{Path}' {op.Name()}: it takes {expected}{(IsNullable && op.IsValueSet() && expected != "null" ? ", or null" : string.Empty)}.");
    }
}
