using System.Linq.Expressions;

namespace SyncHub.Queries.Linq;

/// <summary>
/// <c>string.Compare</c>, <c>CompareTo</c> and their like, whose sign says how two values are ordered. Texts are ordered by code point, as
/// everywhere in queries, whatever the culture.
/// </summary>
/// <param name="origin">The call.</param>
/// <param name="row">The property.</param>
/// <param name="value">What it is compared with.</param>
/// <param name="isMirrored">Whether the property is the second operand.</param>
/// <param name="isNullCompared">Whether C# gives null a place in the order (the first) in place of throwing.</param>
internal sealed class ThreeWayComparison(MethodCallExpression origin, RowValue row, object? value, bool isMirrored, bool isNullCompared)
{
    private static readonly (Type?, string)[] Statics =
    [
        (typeof(string), nameof(string.Compare)), (typeof(string), nameof(string.CompareOrdinal)), (typeof(QueryFunctions), nameof(QueryFunctions.Compare)),
    ];

    /// <summary>The comparison that an expression calls; null where it is none.</summary>
    public static ThreeWayComparison? Find(Expression expression, RowScope rows)
    {
        if (expression is not MethodCallExpression call || call.Type != typeof(int) || Operands(call) is not var (left, right))
        {
            return null;
        }

        var isMirrored = !rows.Involves(left);
        var (side, other) = isMirrored ? (right, left) : (left, right);
        if (rows.Find(side) is not { } row || rows.Involves(other))
        {
            throw Refusal.Of(call, "it does not compare a property with a value", "Compare one property with one value.");
        }

        // Where null is only on the way to the property, C# throws.
        var isNullCompared = (isMirrored || call.Object is null) && (!row.Property.Type.IsValueType || Nullable.GetUnderlyingType(row.Property.Type) is not null);
        return new ThreeWayComparison(call, row, LocalValue.Read(other), isMirrored, isNullCompared);
    }

    /// <summary>Where the call's result is to zero as an operator says.</summary>
    public Filter ToFilter(FilterOperator op)
    {
        op = isMirrored ? Comparison.Mirror(op) : op;
        if (value is null)
        {
            return op switch
            {
                FilterOperator.Less => Filter.Nothing,
                FilterOperator.GreaterOrEqual => Filter.Everything,
                FilterOperator.Equal or FilterOperator.LessOrEqual => RowScope.Term(origin, row.Property, FilterOperator.Equal, [null]),
                _ => RowScope.Term(origin, row.Property, FilterOperator.NotEqual, [null]),
            };
        }

        var term = Comparison.Create(origin, row, op, value);
        return isNullCompared && op is FilterOperator.Less or FilterOperator.LessOrEqual
            ? new OrFilter([term, RowScope.Term(origin, row.Property, FilterOperator.Equal, [null])])
            : term;
    }

    private static (Expression Left, Expression Right)? Operands(MethodCallExpression call)
    {
        if (call is { Method.Name: "CompareTo", Object: { } receiver, Arguments: [var argument] })
        {
            return (receiver, argument);
        }

        if (!Statics.Contains((call.Method.DeclaringType, call.Method.Name)) || call.Arguments.ToArray() is not [var left, var right, .. var options])
        {
            return null;
        }

        if (options.Length > 0)
        {
            CallTranslator.RequireOrdinal(call, options[0]);
        }

        return (left, right);
    }
}
