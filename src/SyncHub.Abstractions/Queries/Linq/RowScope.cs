using System.Linq.Expressions;
using System.Reflection;

namespace SyncHub.Queries.Linq;

/// <summary>What an expression says about its row: which parts involve it, and which are properties of it.</summary>
internal sealed class RowScope(QuerySchema schema, ParameterExpression row)
{
    public bool Involves(Expression expression)
    {
        var search = new Search(row);
        search.Visit(expression);
        return search.IsFound;
    }

    /// <summary>The property that an expression stands for, conversions that keep its value aside; null where it is none.</summary>
    /// <exception cref="SyncException">It is a member of the row, but cannot be queried, or is converted into something else.</exception>
    public RowValue? Find(Expression expression)
    {
        var bare = expression;
        while (bare is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert)
        {
            bare = convert.Operand;
        }

        if (Members(bare) is not { Count: > 0 } members)
        {
            return null;
        }

        return new RowValue(Get(bare, members), RequireSameValue(expression));
    }

    /// <summary>A term, with the expression it stands for in the message where it does not fit.</summary>
    public static TermFilter Term(Expression origin, QueryProperty property, FilterOperator op, params ReadOnlySpan<object?> values)
    {
        try
        {
            return property.Term(op, values);
        }
        catch (SyncException problem)
        {
            throw Refusal.Of(origin, problem);
        }
    }

    private QueryProperty Get(Expression origin, IEnumerable<MemberInfo> members)
    {
        try
        {
            return schema.Get(members);
        }
        catch (SyncException problem)
        {
            throw Refusal.Of(origin, problem);
        }
    }

    // Outermost first; null for what is no chain of members of the row.
    private Stack<MemberInfo>? Members(Expression expression)
    {
        var members = new Stack<MemberInfo>();
        while (true)
        {
            switch (expression)
            {
                case ParameterExpression parameter when parameter == row:
                    return members;
                case MemberExpression { Expression: { } holder } member when Nullable.GetUnderlyingType(holder.Type) is not null:
                    if (member.Member.Name != nameof(Nullable<>.Value))
                    {
                        return null;
                    }

                    expression = holder;
                    break;
                case MemberExpression { Expression: { } holder } member:
                    members.Push(member.Member);
                    expression = holder;
                    break;
                case UnaryExpression { NodeType: ExpressionType.Convert } convert when convert.Type.IsAssignableFrom(convert.Operand.Type):
                    expression = convert.Operand;
                    break;
                default:
                    return null;
            }
        }
    }

    private static bool RequireSameValue(Expression expression)
    {
        var isBoxed = false;
        while (expression is UnaryExpression convert)
        {
            var from = Nullable.GetUnderlyingType(convert.Operand.Type) ?? convert.Operand.Type;
            var to = Nullable.GetUnderlyingType(convert.Type) ?? convert.Type;
            if (from.IsEnum && to != from && to.IsValueType)
            {
                from = Enum.GetUnderlyingType(from);
            }

            if (!to.IsValueType && to.IsAssignableFrom(from))
            {
                isBoxed |= to != from;
            }
            else if (!Widening.IsExact(from, to))
            {
                throw Refusal.Of(
                    convert,
                    $"it converts the property from {ExpressionText.NameOf(from)} to {ExpressionText.NameOf(to)}, which may change its value",
                    $"Convert what it is compared with to {ExpressionText.NameOf(from)}.");
            }

            expression = convert.Operand;
        }

        return isBoxed;
    }

    private sealed class Search(ParameterExpression row) : ExpressionVisitor
    {
        public bool IsFound { get; private set; }

        public override Expression? Visit(Expression? node) => IsFound ? node : base.Visit(node);

        protected override Expression VisitParameter(ParameterExpression node)
        {
            IsFound |= node == row;
            return node;
        }
    }
}
