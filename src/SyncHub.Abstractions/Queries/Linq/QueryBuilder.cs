using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Text.Json;
using SyncHub.Queries.Linq;

namespace SyncHub.Queries;

/// <summary>
/// An immutable description of a live collection, as one writes LINQ. <see cref="Build"/> translates it; captured variables are read there,
/// each time it is called. docs/queries.md says which C# can be written, and where the wire's meaning is another than that of C# in memory.
/// </summary>
/// <typeparam name="T">The entity type.</typeparam>
public sealed class QueryBuilder<T>
{
    private readonly ImmutableArray<LambdaExpression> _predicates;
    private readonly ImmutableArray<OrderStep> _order;
    private readonly int? _take;
    private readonly int _skip;
    private readonly bool _total;

    private QueryBuilder(ImmutableArray<LambdaExpression> predicates, ImmutableArray<OrderStep> order, int? take, int skip, bool total)
    {
        _predicates = predicates;
        _order = order;
        _take = take;
        _skip = skip;
        _total = total;
    }

    /// <summary>All entities, in the order of their keys.</summary>
    public static QueryBuilder<T> All { get; } = new([], [], take: null, skip: 0, total: true);

    private bool HasPage => _take is not null || _skip > 0;

    /// <summary>Keeps the entities for which a condition holds. Several mean and.</summary>
    /// <exception cref="InvalidOperationException">A page was taken already: the condition would have to hold within it.</exception>
    public QueryBuilder<T> Where(Expression<Func<T, bool>> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        RefuseAfterPage(nameof(Where));
        return new(_predicates.Add(predicate), _order, _take, _skip, _total);
    }

    /// <summary>Sorts by a property, in place of every order before. Null comes first, and texts are sorted by code point.</summary>
    /// <exception cref="InvalidOperationException">A page was taken already.</exception>
    public QueryBuilder<T> OrderBy<TValue>(Expression<Func<T, TValue>> property) => First(nameof(OrderBy), property, descending: false);

    /// <summary>Sorts by a property with the greatest first, in place of every order before. Null comes last.</summary>
    /// <exception cref="InvalidOperationException">A page was taken already.</exception>
    public QueryBuilder<T> OrderByDescending<TValue>(Expression<Func<T, TValue>> property) => First(nameof(OrderByDescending), property, descending: true);

    /// <summary>Sorts by a further property what the order before holds equal.</summary>
    /// <exception cref="InvalidOperationException">There is no order before, or a page was taken already.</exception>
    public QueryBuilder<T> ThenBy<TValue>(Expression<Func<T, TValue>> property) => Next(nameof(ThenBy), property, descending: false);

    /// <summary>Sorts by a further property, the greatest first, what the order before holds equal.</summary>
    /// <exception cref="InvalidOperationException">There is no order before, or a page was taken already.</exception>
    public QueryBuilder<T> ThenByDescending<TValue>(Expression<Func<T, TValue>> property) => Next(nameof(ThenByDescending), property, descending: true);

    /// <summary>Leaves out the first entities of what there is so far: after <see cref="Take"/>, the first ones of that page.</summary>
    /// <param name="count">How many; 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public QueryBuilder<T> Skip(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var skip = (int)Math.Min((long)_skip + count, int.MaxValue);
        return new(_predicates, _order, _take is { } take ? Math.Max(take - count, 0) : null, skip, _total);
    }

    /// <summary>Keeps the first entities of what there is so far. Without it, the collection must stay below the server's limit of matches.</summary>
    /// <param name="count">How many at most; 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public QueryBuilder<T> Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new(_predicates, _order, Math.Min(_take ?? count, count), _skip, _total);
    }

    /// <summary>Asks for no total, which spares the server the counting.</summary>
    public QueryBuilder<T> WithoutTotal() => new(_predicates, _order, _take, _skip, total: false);

    /// <summary>Reads the captured variables and translates what was written into a query in its canonical form.</summary>
    /// <param name="schema">The schema of <typeparamref name="T"/>.</param>
    /// <param name="limits">The limits; null for the defaults.</param>
    /// <exception cref="SyncException">
    /// An expression has no equivalent, names what does not travel, or reads a variable that cannot be read
    /// (<see cref="SyncErrorCodes.InvalidFilter"/>; the message quotes the part in question), or something is beyond its limit
    /// (<see cref="SyncErrorCodes.LimitExceeded"/>).
    /// </exception>
    /// <exception cref="ArgumentException">The schema is that of another type.</exception>
    public Query Build(QuerySchema schema, QueryLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (schema.Type != typeof(T))
        {
            throw new ArgumentException($"The schema is that of {schema.Type.Name}, but the query is over {typeof(T).Name}.", nameof(schema));
        }

        limits ??= QueryLimits.Default;
        if (_order.Length > limits.Terms)
        {
            throw QueryErrors.LimitExceeded($"The order has more than {limits.Terms} entries. Use fewer.");
        }

        var filter = new AndFilter([.. _predicates.Select(predicate => PredicateTranslator.Translate(predicate, schema))]);
        var query = Query.Create(schema, filter, _order.Select(step => step.ToTerm(schema)), _take, _skip, _total, limits);

        // Limits are those of the wire form: C# nests every && anew, which the canonical form does not.
        using var wire = JsonDocument.Parse(query.Filter.ToJson());
        _ = FilterReader.Read(wire.RootElement, schema, limits);
        return query;
    }

    private QueryBuilder<T> First(string method, LambdaExpression property, bool descending)
    {
        ArgumentNullException.ThrowIfNull(property);
        RefuseAfterPage(method);
        return new(_predicates, [new OrderStep(property, descending)], _take, _skip, _total);
    }

    private QueryBuilder<T> Next(string method, LambdaExpression property, bool descending)
    {
        ArgumentNullException.ThrowIfNull(property);
        RefuseAfterPage(method);
        return _order.IsEmpty
            ? throw new InvalidOperationException($"{method} has no order to refine. Call OrderBy or OrderByDescending first.")
            : new(_predicates, _order.Add(new OrderStep(property, descending)), _take, _skip, _total);
    }

    private void RefuseAfterPage(string method)
    {
        if (HasPage)
        {
            throw new InvalidOperationException($"{method} after Skip or Take would apply within the page, which a live collection cannot express. Call {method} before them.");
        }
    }
}
