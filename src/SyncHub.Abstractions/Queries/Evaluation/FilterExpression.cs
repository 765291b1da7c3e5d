using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;

namespace SyncHub.Queries.Evaluation;

/// <summary>
/// A filter as an expression over a row. Texts are looked at for null before a function sees them, and so <c>not</c> around a term is exact in
/// a database's three-valued logic, too.
/// </summary>
[RequiresDynamicCode(QueryDynamicCode.Message)]
[RequiresUnreferencedCode(QueryDynamicCode.Message)]
internal sealed class FilterExpression(Expression row, LiteralSource literals)
{
    private static readonly MethodInfo ElementContains = typeof(Enumerable).GetMethods()
        .Single(method => method.Name == nameof(Enumerable.Contains) && method.GetParameters().Length == 2);

    public Expression Build(Filter filter) => filter switch
    {
        EverythingFilter => Expression.Constant(true),
        NothingFilter => Expression.Constant(false),
        AndFilter { Operands.IsEmpty: true } => Expression.Constant(true),
        OrFilter { Operands.IsEmpty: true } => Expression.Constant(false),
        AndFilter all => all.Operands.Select(Build).ToList().Aggregate(Expression.AndAlso),
        OrFilter any => any.Operands.Select(Build).ToList().Aggregate(Expression.OrElse),
        NotFilter not => Expression.Not(Build(not.Operand)),
        TermFilter term => Build(term),
        CodeFilter code => literals.Condition(code, row),
        _ => throw new ArgumentException($"There is no filter of type {filter.GetType().Name}.", nameof(filter)),
    };

    private Expression Build(TermFilter term)
    {
        var value = MemberAccess.Value(term.Property, row);
        if (PreparedLiteral.IsNull(term) && term.Operator != FilterOperator.Contains)
        {
            return CompareWithNull(term, value);
        }

        var literal = PreparedLiteral.IsNull(term)
            ? Expression.Constant(null, term.Property.IsElementNullable ? term.Property.ElementType! : typeof(object))
            : literals.Next(PreparedLiteral.Create(term), PreparedLiteral.TypeOf(term));
        return term.Operator switch
        {
            FilterOperator.Equal => Expression.Equal(value, literal),
            FilterOperator.NotEqual => Expression.NotEqual(value, literal),
            FilterOperator.In => Expression.Call(literal, "Contains", null, value),
            FilterOperator.NotIn => Expression.Not(Expression.Call(literal, "Contains", null, value)),
            FilterOperator.Contains when term.Property.ElementType is { } element => BuildElement(term, value, literal, element),
            _ when !term.Property.IsText => Range(term.Operator, value, literal),
            _ when term.Operator.IsRange() =>
                IfPresent(value, Range(term.Operator, Function(nameof(QueryFunctions.Compare), value, literal), Expression.Constant(0))),
            FilterOperator.Regex => IfPresent(value, Function(nameof(QueryFunctions.Matches), value, literal)),
            _ => IfPresent(value, Function(term.Operator.ToString(), value, literal)),
        };
    }

    private static Expression CompareWithNull(TermFilter term, Expression value)
    {
        var isEqual = term.Operator == FilterOperator.Equal;
        if (!term.Property.IsNullable)
        {
            return Expression.Constant(!isEqual);
        }

        var absent = Expression.Constant(null, value.Type);
        return isEqual ? Expression.Equal(value, absent) : Expression.NotEqual(value, absent);
    }

    private static Expression BuildElement(TermFilter term, Expression value, Expression literal, Type element)
    {
        if (PreparedLiteral.IsNull(term) && !term.Property.IsElementNullable)
        {
            return Expression.Constant(false);
        }

        var contains = Expression.Call(ElementContains.MakeGenericMethod(element), value, literal);
        return value.Type.IsValueType ? contains : IfPresent(value, contains);
    }

    private static BinaryExpression IfPresent(Expression value, Expression condition) =>
        Expression.AndAlso(Expression.NotEqual(value, Expression.Constant(null, value.Type)), condition);

    private static MethodCallExpression Function(string name, Expression value, Expression literal) =>
        Expression.Call(typeof(QueryFunctions), name, null, value, literal);

    private static BinaryExpression Range(FilterOperator op, Expression left, Expression right) => op switch
    {
        FilterOperator.Greater => Expression.GreaterThan(left, right),
        FilterOperator.GreaterOrEqual => Expression.GreaterThanOrEqual(left, right),
        FilterOperator.Less => Expression.LessThan(left, right),
        FilterOperator.LessOrEqual => Expression.LessThanOrEqual(left, right),
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "Not a range."),
    };
}
