using System.Linq.Expressions;

namespace SyncHub.Queries.Linq;

/// <summary>Turns the condition of a <c>Where</c> into a filter. Parts without the row are computed on the way, in C#'s order and short-circuited as there.</summary>
internal sealed class PredicateTranslator
{
    private readonly RowScope _rows;
    private readonly CallTranslator _calls;

    private PredicateTranslator(RowScope rows)
    {
        _rows = rows;
        _calls = new CallTranslator(rows);
    }

    public static Filter Translate(LambdaExpression predicate, QuerySchema schema) =>
        new PredicateTranslator(new RowScope(schema, predicate.Parameters[0])).Visit(predicate.Body);

    private Filter Visit(Expression condition)
    {
        if (!_rows.Involves(condition))
        {
            return LocalValue.Read(condition) is true ? Filter.Everything : Filter.Nothing;
        }

        return condition switch
        {
            { Type: var type } when type != typeof(bool) => throw Unknown(condition),
            BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.And } both => VisitBoth(both),
            BinaryExpression { NodeType: ExpressionType.OrElse or ExpressionType.Or } either => VisitEither(either),
            BinaryExpression { NodeType: ExpressionType.Coalesce } coalesce => VisitCoalesce(coalesce),
            BinaryExpression comparison when Comparison.OperatorOf(comparison) is { } op => VisitComparison(comparison, op),
            UnaryExpression { NodeType: ExpressionType.Not } not => new NotFilter(Visit(not.Operand)),
            MemberExpression { Expression: { } holder, Member.Name: nameof(Nullable<>.HasValue) } when Nullable.GetUnderlyingType(holder.Type) is not null && _rows.Find(holder) is { } value =>
                RowScope.Term(condition, value.Property, FilterOperator.NotEqual, [null]),
            ConditionalExpression { Test: var test } choice when !_rows.Involves(test) => Visit(LocalValue.Read(test) is true ? choice.IfTrue : choice.IfFalse),
            MethodCallExpression call => _calls.Visit(call),
            _ when _rows.Find(condition) is { } flag => RowScope.Term(condition, flag.Property, FilterOperator.Equal, true),
            _ => throw Unknown(condition),
        };
    }

    private Filter VisitBoth(BinaryExpression both)
    {
        var left = Visit(both.Left);
        return both.NodeType == ExpressionType.AndAlso && left is NothingFilter ? left : new AndFilter([left, Visit(both.Right)]);
    }

    private Filter VisitEither(BinaryExpression either)
    {
        var left = Visit(either.Left);
        return either.NodeType == ExpressionType.OrElse && left is EverythingFilter ? left : new OrFilter([left, Visit(either.Right)]);
    }

    // A truth value with a default: whatever differs from the other value.
    private TermFilter VisitCoalesce(BinaryExpression coalesce)
    {
        if (coalesce.Conversion is not null || _rows.Find(coalesce.Left) is not { } flag || _rows.Involves(coalesce.Right))
        {
            throw Unknown(coalesce);
        }

        return LocalValue.Read(coalesce.Right) is true
            ? RowScope.Term(coalesce, flag.Property, FilterOperator.NotEqual, false)
            : RowScope.Term(coalesce, flag.Property, FilterOperator.Equal, true);
    }

    private Filter VisitComparison(BinaryExpression comparison, FilterOperator op)
    {
        var (side, other) = (comparison.Left, comparison.Right);
        if (!_rows.Involves(side))
        {
            (side, other, op) = (other, side, Comparison.Mirror(op));
        }

        if (_rows.Involves(other))
        {
            throw Refusal.Of(comparison, "both sides involve the entity", "Compare a property with a value, or keep the result in a property of its own.");
        }

        if (ThreeWayComparison.Find(side, _rows) is { } threeWay)
        {
            return LocalValue.Read(other) is 0
                ? threeWay.ToFilter(op)
                : throw Refusal.Of(comparison, "only the sign of a three-way comparison has a meaning", "Compare its result with 0.");
        }

        if (_rows.Find(side) is { } value)
        {
            return Comparison.Create(comparison, value, op, LocalValue.Read(other), isReference: comparison.Method is null);
        }

        // A condition that is compared with true or false, such as (t.Likes > 5) == wanted.
        var condition = side is UnaryExpression { NodeType: ExpressionType.Convert, Operand: var inner } && inner.Type == typeof(bool) ? inner : side;
        if (condition.Type != typeof(bool) || op is not (FilterOperator.Equal or FilterOperator.NotEqual))
        {
            throw Unknown(side);
        }

        var isEqual = op == FilterOperator.Equal;
        return LocalValue.Read(other) is not bool wanted ? isEqual ? Filter.Nothing : Filter.Everything
            : wanted == isEqual ? Visit(condition)
            : new NotFilter(Visit(condition));
    }

    private static SyncException Unknown(Expression part) => part is MethodCallExpression call
        ? CallTranslator.Unknown(call)
        : Refusal.Of(part, "no operator stands for it", "Compare properties of the entity with values, and combine that by &&, || and !.");
}
