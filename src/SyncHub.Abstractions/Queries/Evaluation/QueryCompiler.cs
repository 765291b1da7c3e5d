using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;

namespace SyncHub.Queries.Evaluation;

/// <summary>
/// Turns filters and orders over one entity type into something that runs. In memory, filters that differ in their literals only share one
/// compiled delegate. Safe for concurrent use.
/// </summary>
/// <typeparam name="T">The entity type.</typeparam>
[RequiresDynamicCode(QueryDynamicCode.Message)]
[RequiresUnreferencedCode(QueryDynamicCode.Message)]
public sealed class QueryCompiler<T>
{
    private readonly ShapeCache<Func<T, object[], bool>> _shapes;
    private readonly ShapeCache<IComparer<T>> _comparers;
    private readonly ShapeCache<Delegate> _accessors;
    private readonly IComparer<T>? _tieBreak;
    private long _compiled;

    /// <summary>Creates the compiler of an entity type.</summary>
    /// <param name="tieBreak">Decides between entities that an order holds equal; for keys that the order itself cannot name (bytes, say). Null for none.</param>
    /// <param name="capacity">How many shapes of filters, how many of orders and how many accessors are kept compiled; 1,024 by default.</param>
    public QueryCompiler(IComparer<T>? tieBreak = null, int capacity = 1_024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _tieBreak = tieBreak;
        _shapes = new ShapeCache<Func<T, object[], bool>>(capacity);
        _comparers = new ShapeCache<IComparer<T>>(capacity);
        _accessors = new ShapeCache<Delegate>(capacity);
    }

    /// <summary>How many delegates were compiled for filters so far: one for each shape, unless shapes gave way and came back.</summary>
    public long CompiledShapes => Interlocked.Read(ref _compiled);

    /// <summary>
    /// A filter as an expression for an <see cref="IQueryable{T}"/>, with its literals as captured variables. Texts are compared through
    /// <see cref="QueryFunctions"/>, which a provider that leaves memory must replace by its own terms.
    /// </summary>
    public Expression<Func<T, bool>> ToExpression(Filter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var row = Expression.Parameter(typeof(T), "row");
        return Expression.Lambda<Func<T, bool>>(new FilterExpression(row, new CapturedLiterals()).Build(filter), row);
    }

    /// <summary>A filter as a delegate.</summary>
    public Func<T, bool> ToPredicate(Filter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var shape = _shapes.GetOrAdd(FilterWriter.Shape(filter), () => Compile(filter));
        var literals = Literals(filter).ToArray();
        return row => shape(row, literals);
    }

    /// <summary>The order of a query: null first (last where descending), texts by code point, equal entities by the tie-break.</summary>
    public IComparer<T> ToComparer(ImmutableArray<OrderTerm> order)
    {
        var shape = FilterWriter.Text(writer =>
        {
            writer.WriteStartArray();
            foreach (var term in order)
            {
                writer.WriteStringValue((term.Descending ? "-" : "+") + term.Property.Path);
            }

            writer.WriteEndArray();
        });
        return _comparers.GetOrAdd(shape, () => new OrderComparer<T>(order, _tieBreak));
    }

    /// <summary>Reads a property of a row. Values that a filter holds equal are equal by their type's own equality.</summary>
    /// <typeparam name="TValue">The property's type without <see cref="Nullable{T}"/>, or a type that this converts to by reference or boxing.</typeparam>
    /// <exception cref="ArgumentException">The property is of another type.</exception>
    public Func<T, PropertyValue<TValue>> ToAccessor<TValue>(QueryProperty property)
    {
        ArgumentNullException.ThrowIfNull(property);
        var type = Nullable.GetUnderlyingType(property.Type) ?? property.Type;
        return type.IsAssignableTo(typeof(TValue))
            ? (Func<T, PropertyValue<TValue>>)_accessors.GetOrAdd($"{typeof(TValue)} {property.Path}", () => CompileAccessor<TValue>(property))
            : throw new ArgumentException($"'{property.Path}' is of type {type.Name} and cannot be read as {typeof(TValue).Name}.", nameof(property));
    }

    private static Func<T, PropertyValue<TValue>> CompileAccessor<TValue>(QueryProperty property)
    {
        var row = Expression.Parameter(typeof(T), "row");
        var read = MemberAccess.Value(property, row);
        var value = Expression.Variable(read.Type, "value");
        Expression isPresent = read.Type.IsValueType && Nullable.GetUnderlyingType(read.Type) is null
            ? Expression.Constant(true)
            : Expression.NotEqual(value, Expression.Constant(null, read.Type));
        var some = Expression.New(
            typeof(PropertyValue<TValue>).GetConstructor([typeof(bool), typeof(TValue)])!, Expression.Constant(true), Expression.Convert(value, typeof(TValue)));
        var body = Expression.Block(
            [value], Expression.Assign(value, read), Expression.Condition(isPresent, some, Expression.Default(typeof(PropertyValue<TValue>))));
        return Expression.Lambda<Func<T, PropertyValue<TValue>>>(body, row).Compile();
    }

    // In the order in which an expression is built of them.
    private static IEnumerable<object> Literals(Filter filter) => filter switch
    {
        TermFilter term => PreparedLiteral.IsNull(term) ? [] : [PreparedLiteral.Create(term)],
        CodeFilter code => [code.Compiled],
        NotFilter not => Literals(not.Operand),
        AndFilter all => all.Operands.SelectMany(Literals),
        OrFilter any => any.Operands.SelectMany(Literals),
        _ => [],
    };

    private Func<T, object[], bool> Compile(Filter filter)
    {
        Interlocked.Increment(ref _compiled);
        var row = Expression.Parameter(typeof(T), "row");
        var literals = Expression.Parameter(typeof(object[]), "literals");
        var body = new FilterExpression(row, new ArrayLiterals(literals)).Build(filter);
        return Expression.Lambda<Func<T, object[], bool>>(body, row, literals).Compile();
    }
}
