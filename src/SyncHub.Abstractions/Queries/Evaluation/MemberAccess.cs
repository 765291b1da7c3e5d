using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;

namespace SyncHub.Queries.Evaluation;

/// <summary>A property's value as an expression: null as soon as something on the way to it is null.</summary>
[RequiresDynamicCode(QueryDynamicCode.Message)]
[RequiresUnreferencedCode(QueryDynamicCode.Message)]
internal static class MemberAccess
{
    public static Expression Value(QueryProperty property, Expression row) => Step(row, property.Members.AsSpan(), PreparedLiteral.ValueType(property));

    private static Expression Step(Expression from, ReadOnlySpan<MemberInfo> members, Type type)
    {
        var next = Expression.MakeMemberAccess(from, members[0]);
        if (members.Length == 1)
        {
            return next.Type == type ? next : Expression.Convert(next, type);
        }

        var rest = members[1..];
        if (!next.Type.IsValueType)
        {
            return Expression.Condition(Expression.Equal(next, Expression.Constant(null, next.Type)), Expression.Default(type), Step(next, rest, type));
        }

        return Nullable.GetUnderlyingType(next.Type) is null
            ? Step(next, rest, type)
            : Expression.Condition(Expression.Property(next, "HasValue"), Step(Expression.Property(next, "Value"), rest, type), Expression.Default(type));
    }
}
