using System.Linq.Expressions;
using System.Reflection;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>Ranges of texts, which C# has no operators for.</summary>
internal static class TextOrder
{
    private static readonly MethodInfo CompareMethod = typeof(string).GetMethod(nameof(string.Compare), [typeof(string), typeof(string)])!;

    public static BinaryExpression Compare(ExpressionType range, Expression left, Expression right) =>
        Expression.MakeBinary(range, Expression.Call(CompareMethod, left, right), Expression.Constant(0));
}
