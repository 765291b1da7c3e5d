using System.Linq.Expressions;
using SyncHub.Queries;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>
/// Conditions on one column. Each is true or false and never unknown: whether there is a value is always asked first, so that any logic may be
/// put around it.
/// </summary>
internal sealed class ColumnTerms
{
    private readonly QueryProperty _property;
    private readonly Column _column;
    private readonly ProviderDialect _dialect;
    private readonly Ability _ability;
    private readonly StoredType? _stored;

    public ColumnTerms(QueryProperty property, Column column, ProviderDialect dialect)
    {
        _property = property;

        // Null has to be a value of it wherever there can be nothing.
        _column = property.IsNullable && column.Value.Type.IsValueType && Nullable.GetUnderlyingType(column.Value.Type) is null
            ? column with { Value = Expression.Convert(column.Value, typeof(Nullable<>).MakeGenericType(column.Value.Type)) }
            : column;
        _dialect = dialect;
        _ability = dialect.Judge(_column);
        _stored = column.Stored is null ? null : StoredType.Of(column.Stored);
    }

    /// <summary>Whether ranks stand for the values: enums that are not stored as numbers, booleans that are not stored as such.</summary>
    private bool IsRanked => (_column.Type.IsEnum && (_stored is null || _stored.Converter is not null || _stored.Type.IsEnum)) || (_column.Type == typeof(bool) && _stored?.Converter is not null);

    /// <summary>Whether an order has to look for null first, since what it orders by never is.</summary>
    public bool NeedsPresence => _property.IsNullable && (IsRanked || !_dialect.HasNullFirst);

    public bool CanBe(Ability ability) => (_ability & ability) == ability
        || (ability == Ability.Order && IsRanked && (_ability & Ability.Equality) != 0 && Ranking.Has(_column.Type));

    public bool HasElements(Type element) => _dialect.HasElements(_column, element);

    /// <summary>Whether there is no value.</summary>
    public Expression IsNull() => _property.IsNullable ? Expression.Equal(_column.Value, Expression.Constant(null, _column.Value.Type)) : Expression.Constant(false);

    /// <summary>Whether there is a value.</summary>
    public Expression IsPresent() => _property.IsNullable ? Expression.NotEqual(_column.Value, Expression.Constant(null, _column.Value.Type)) : Expression.Constant(true);

    /// <summary>Whether the value is the literal.</summary>
    /// <exception cref="SyncException">The column's converter does not keep the literal.</exception>
    public Expression AreEqual(object literal)
    {
        var stored = Store(literal);
        return stored.IsExact ? IfPresent(_dialect.AreEqual(_column, Comparable(), Literal(stored.Value))) : Expression.Constant(false);
    }

    /// <summary>Whether the value is one of several.</summary>
    public Expression IsIn(IEnumerable<object?> literals)
    {
        var all = literals.ToList();
        var values = all.OfType<object>().Select(Store).Where(stored => stored.IsExact).Select(stored => stored.Value).ToList();
        var conditions = new List<Expression>();
        if (all.Contains(null))
        {
            conditions.Add(IsNull());
        }

        if (values.Count > 0)
        {
            conditions.Add(IfPresent(
                // Decimals are not equal by their texts, and lists of converted values fail in some providers.
                _column.Type == typeof(decimal) || _stored?.Converter is not null
                    ? Balanced(values.ConvertAll(value => _dialect.AreEqual(_column, _column.Value, Literal(value))))
                    : ListContains(values)));
        }

        return conditions.Count == 0 ? Expression.Constant(false) : conditions.Aggregate(Expression.OrElse);
    }

    /// <summary>Whether the value is on one side of the literal.</summary>
    public Expression IsInRange(ExpressionType range, object literal)
    {
        if (IsRanked || _column.Type == typeof(bool))
        {
            return IfPresent(Expression.MakeBinary(range, Ranking.Of(_column), Expression.Constant(Ranking.Of(literal))));
        }

        var stored = Store(literal);
        if (!stored.IsExact)
        {
            // Between two values that the column can hold: what is above the literal is above the lower one, and nothing is on it.
            range = range is ExpressionType.GreaterThan or ExpressionType.GreaterThanOrEqual ? ExpressionType.GreaterThan : ExpressionType.LessThanOrEqual;
        }

        var value = Literal(stored.Value);
        if (_property.Type == typeof(string))
        {
            return IfPresent(TextOrder.Compare(range, _dialect.ToOrder(_column), value));
        }

        return IfPresent(_column.Type.IsEnum
            ? Expression.MakeBinary(range, AsNumber(_column.Value), AsNumber(value))
            : Expression.MakeBinary(range, _column.Value, value));
    }

    /// <summary>Whether a text fits another in one of four ways.</summary>
    public Expression IsText(FilterOperator op, string text)
    {
        if (text.Length == 0 && op != FilterOperator.Like)
        {
            return IsPresent();
        }

        return op != FilterOperator.Like && !_dialect.Store(_column, text).IsExact ? Expression.Constant(false) : IfPresent(op switch
        {
            FilterOperator.StartsWith => _dialect.StartsWith(_column, text),
            FilterOperator.EndsWith => _dialect.EndsWith(_column, text),
            FilterOperator.Contains => _dialect.Contains(_column, text),
            _ => _dialect.Like(_column, text),
        });
    }

    /// <summary>Whether a collection has an element.</summary>
    public Expression HasElement(Type element, object? literal)
    {
        Expression value = Expression.Constant(null, typeof(object));
        if (literal is not null)
        {
            var stored = _dialect.Store(_column, literal);
            if (!stored.IsExact)
            {
                return Expression.Constant(false);
            }

            value = Parameter.Of(stored.Value, element);
        }
        else if (element.IsValueType && Nullable.GetUnderlyingType(element) is null)
        {
            return Expression.Constant(false);
        }
        else
        {
            value = Expression.Constant(null, element);
        }

        return IfPresent(Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [element], _column.Value, value));
    }

    /// <summary>What rows are ordered by.</summary>
    public Expression ToOrder() => IsRanked ? Ranking.Of(_column) : _property.Type == typeof(string) ? _dialect.ToOrder(_column) : _column.Value;

    private static Expression Balanced(List<Expression> conditions) => conditions.Count == 1
        ? conditions[0]
        : Expression.OrElse(Balanced(conditions[..(conditions.Count / 2)]), Balanced(conditions[(conditions.Count / 2)..]));

    private static UnaryExpression AsNumber(Expression value)
    {
        var type = Enum.GetUnderlyingType(Nullable.GetUnderlyingType(value.Type) ?? value.Type);
        return Expression.Convert(value, Nullable.GetUnderlyingType(value.Type) is null ? type : typeof(Nullable<>).MakeGenericType(type));
    }

    private Expression IfPresent(Expression condition) => _property.IsNullable ? Expression.AndAlso(IsPresent(), condition) : condition;

    private Expression Comparable() => _property.Type == typeof(string) ? _dialect.ToEqual(_column) : _column.Value;

    private MethodCallExpression ListContains(List<object> values)
    {
        var type = _column.Value.Type;
        var list = (System.Collections.IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(type))!;
        values.ForEach(value => list.Add(value));
        return Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [type], Parameter.Of(list, typeof(IEnumerable<>).MakeGenericType(type)), Comparable());
    }

    private Expression Literal(object value) => Parameter.Of(value, _column.Value.Type);

    private StoredLiteral Store(object literal) => _stored?.HoldsExactly(literal) != false
        ? _dialect.Store(_column, literal)
        : throw QueryRefusal.Of($"'{_property.Path}' is stored through a converter that does not keep {QueryRefusal.Show($"{literal}")} as it is. Compare with a value that it keeps.");
}
