using System.Linq.Expressions;
using System.Reflection;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>What a projection sets a property to.</summary>
internal static class ProjectedValue
{
    /// <summary>The value at the end of a chain of members; null where the projection does not show how it comes about.</summary>
    public static Expression? Find(Expression projected, IReadOnlyList<MemberInfo> members)
    {
        if (members.Count == 0)
        {
            return projected;
        }

        var rest = members.Skip(1).ToList();
        return projected switch
        {
            MemberInitExpression init => Assigned(init, members[0]) is { } value ? Find(value, rest) : Argument(init.NewExpression, members[0]) is { } argument ? Find(argument, rest) : null,
            NewExpression creation => Argument(creation, members[0]) is { } argument ? Find(argument, rest) : null,
            ConditionalExpression choice => Choose(choice, members),
            UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.TypeAs, Operand: var operand } => Find(operand, members),
            ParameterExpression or MemberExpression when members[0].DeclaringType!.IsAssignableFrom(projected.Type) => members.Aggregate(projected, Expression.MakeMemberAccess),
            _ => null,
        };
    }

    private static Expression? Assigned(MemberInitExpression init, MemberInfo member) =>
        init.Bindings.OfType<MemberAssignment>().FirstOrDefault(binding => binding.Member.Name == member.Name)?.Expression;

    // Of a record the parameters are the properties; of any other type, nobody knows what its constructor makes of them.
    private static Expression? Argument(NewExpression creation, MemberInfo member)
    {
        if (creation.Members is { } members)
        {
            return creation.Arguments.Where((_, index) => members[index].Name == member.Name).FirstOrDefault();
        }

        return creation.Constructor is { } constructor && creation.Type.GetMethod("<Clone>$") is not null
            ? creation.Arguments.Where((_, index) => constructor.GetParameters()[index].Name == member.Name).FirstOrDefault()
            : null;
    }

    // An object that is null, or made of something else.
    private static ConditionalExpression? Choose(ConditionalExpression choice, IReadOnlyList<MemberInfo> members)
    {
        var (made, isTrue) = IsNull(choice.IfFalse) ? (choice.IfTrue, true) : (choice.IfFalse, false);
        if ((!isTrue && !IsNull(choice.IfTrue)) || Find(made, members) is not { } value)
        {
            return null;
        }

        var type = value.Type.IsValueType && Nullable.GetUnderlyingType(value.Type) is null ? typeof(Nullable<>).MakeGenericType(value.Type) : value.Type;
        Expression nothing = Expression.Constant(null, type);
        var some = value.Type == type ? value : Expression.Convert(value, type);
        return isTrue ? Expression.Condition(choice.Test, some, nothing) : Expression.Condition(choice.Test, nothing, some);
    }

    private static bool IsNull(Expression value) => value is ConstantExpression { Value: null } || (value is UnaryExpression { NodeType: ExpressionType.Convert, Operand: var operand } && IsNull(operand));
}
