using System.Linq.Expressions;

namespace SyncHub.Queries.Linq;

/// <summary>A property compared with a value as C# does it.</summary>
internal static class Comparison
{
    public static FilterOperator? OperatorOf(BinaryExpression comparison) => comparison.NodeType switch
    {
        ExpressionType.Equal => FilterOperator.Equal,
        ExpressionType.NotEqual => FilterOperator.NotEqual,
        ExpressionType.GreaterThan => FilterOperator.Greater,
        ExpressionType.GreaterThanOrEqual => FilterOperator.GreaterOrEqual,
        ExpressionType.LessThan => FilterOperator.Less,
        ExpressionType.LessThanOrEqual => FilterOperator.LessOrEqual,
        _ => null,
    };

    /// <summary>The operator with its sides changed.</summary>
    public static FilterOperator Mirror(FilterOperator op) => op switch
    {
        FilterOperator.Greater => FilterOperator.Less,
        FilterOperator.GreaterOrEqual => FilterOperator.LessOrEqual,
        FilterOperator.Less => FilterOperator.Greater,
        FilterOperator.LessOrEqual => FilterOperator.GreaterOrEqual,
        _ => op,
    };

    /// <summary>An equality or a range.</summary>
    /// <param name="origin">The expression that is translated.</param>
    /// <param name="row">The property.</param>
    /// <param name="op">How it is compared.</param>
    /// <param name="value">With what.</param>
    /// <param name="isStrict">Whether only a value of the property's own type can be equal to it, as <see cref="object.Equals(object)"/> has it.</param>
    /// <param name="isReference">Whether boxed operands are compared by reference.</param>
    public static Filter Create(Expression origin, RowValue row, FilterOperator op, object? value, bool isStrict = false, bool isReference = false)
    {
        if (row.IsBoxed && isReference && value is not null)
        {
            throw Refusal.Of(origin, "it compares references, not values", "Leave out the conversion to object, or use Equals.");
        }

        if (value is null && op.IsRange())
        {
            // C# holds no number greater or less than null.
            return Filter.Nothing;
        }

        if (row.TryConvert(value, isStrict, out var exact))
        {
            return RowScope.Term(origin, row.Property, op, exact);
        }

        return op switch
        {
            FilterOperator.Equal => Filter.Nothing,
            FilterOperator.NotEqual => Filter.Everything,
            _ => throw Refusal.Of(origin, $"{value} is no value of the type of '{row.Property.Path}'", "Compare with the nearest value of that type."),
        };
    }
}
