using System.Linq.Expressions;
using SyncHub.Queries;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>Operators as the translation sees them.</summary>
internal static class FilterOperatorExtensions
{
    public static bool TakesList(this FilterOperator op) => op is FilterOperator.In or FilterOperator.NotIn;

    public static ExpressionType ToRange(this FilterOperator op) => op switch
    {
        FilterOperator.Greater => ExpressionType.GreaterThan,
        FilterOperator.GreaterOrEqual => ExpressionType.GreaterThanOrEqual,
        FilterOperator.Less => ExpressionType.LessThan,
        FilterOperator.LessOrEqual => ExpressionType.LessThanOrEqual,
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "Not a range."),
    };
}
