using System.Linq.Expressions;
using SyncHub.Queries;
using SyncHub.Server.Model;

namespace SyncHub.Server.Authorization;

/// <summary>Turns a row rule into a filter, with the user's values folded in.</summary>
internal static class RuleFilter
{
    // The application's own, and not sent by anybody.
    private static readonly QueryLimits NoLimits = new() { Depth = 100, Terms = int.MaxValue, ListLength = int.MaxValue, PatternLength = int.MaxValue };

    /// <summary>The filter of a rule. Parts that nothing on the wire stands for remain code.</summary>
    /// <param name="rule">The rule for one user.</param>
    /// <param name="queries">What queries over the model share.</param>
    /// <param name="codeName">Names the rule's code, where there is any: what that looks at is not known.</param>
    /// <exception cref="SyncException">The rule refuses the user.</exception>
    /// <exception cref="InvalidOperationException">Code looks at something that does not travel.</exception>
    public static Filter Of<T>(Expression<Func<T, bool>> rule, ModelQueries<T> queries, Func<string> codeName)
        where T : class
    {
        var parts = new List<Expression>();
        AddConjuncts(rule.Body, parts);
        return new AndFilter([.. parts.Select((part, i) => OfPart(Expression.Lambda<Func<T, bool>>(part, rule.Parameters), queries, () => $"{codeName()} {i}"))]);
    }

    private static void AddConjuncts(Expression condition, List<Expression> parts)
    {
        if (condition is BinaryExpression { NodeType: ExpressionType.AndAlso } both)
        {
            AddConjuncts(both.Left, parts);
            AddConjuncts(both.Right, parts);
        }
        else
        {
            parts.Add(condition);
        }
    }

    private static Filter OfPart<T>(Expression<Func<T, bool>> part, ModelQueries<T> queries, Func<string> codeName)
        where T : class
    {
        try
        {
            return QueryBuilder<T>.All.Where(part).Build(queries.Schema, NoLimits).Filter;
        }
        catch (SyncException refusal) when (refusal.Error.Code == SyncErrorCodes.InvalidFilter)
        {
            new TravelCheck(part.Parameters[0], queries).Visit(part.Body);
            return new CodeFilter(codeName(), part);
        }
    }

    /// <summary>Code is given the row as it travels: what does not would read as its default, and a rule that looks at it would be wrong.</summary>
    private sealed class TravelCheck(ParameterExpression row, IModelProperties properties) : ExpressionVisitor
    {
        protected override Expression VisitMember(MemberExpression node) => IsOfRow(node.Expression) && !properties.Travels(node.Expression!.Type, node.Member)
            ? throw new InvalidOperationException($"A row rule looks at {node.Member.DeclaringType?.Name}.{node.Member.Name}, which does not travel. Remove its [JsonIgnore] and hide it by a view.")
            : base.VisitMember(node);

        // The row, seen as a derived type perhaps, or something within it.
        private bool IsOfRow(Expression? expression) => expression switch
        {
            UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.TypeAs, Operand: var operand } => IsOfRow(operand),
            MemberExpression { Expression: var parent } => IsOfRow(parent),
            _ => expression == row,
        };
    }
}
