using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace SyncHub.Server.Model;

/// <summary>Which properties an expression such as <c>task => new { task.Id, task.Title }</c> selects.</summary>
internal static class PropertySelection
{
    /// <summary>Their JSON names; null with a problem where the expression is anything else.</summary>
    public static IReadOnlyList<string>? Find(LambdaExpression selection, JsonTypeInfo contract, ICollection<string> problems)
    {
        var names = new List<string>();
        foreach (var (part, alias) in PartsOf(selection.Body))
        {
            var property = Bare(part) is MemberExpression member && member.Expression == selection.Parameters[0] ? member.Member : null;
            var json = property is null ? null : contract.Properties.FirstOrDefault(candidate =>
                candidate.Get is not null && candidate.AttributeProvider is MemberInfo known && known.Name == property.Name);
            if (property is null || (alias is not null && alias != property.Name))
            {
                problems.Add($"its selection {selection} holds {part}, which is not a property of {contract.Type.Name} as it is. Write it as in entity => new {{ entity.Id, entity.Title }}.");
                return null;
            }

            if (json is null)
            {
                problems.Add($"its selection {selection} names {contract.Type.Name}.{property.Name}, which does not travel. Remove its [JsonIgnore], or leave it out.");
                return null;
            }

            names.Add(json.Name);
        }

        return names;
    }

    private static IEnumerable<(Expression Part, string? Alias)> PartsOf(Expression body) => Bare(body) switch
    {
        NewExpression { Members: { } members } creation => creation.Arguments.Select((argument, i) => (argument, (string?)members[i].Name)),
        var single => [(single, null)],
    };

    private static Expression Bare(Expression expression) =>
        expression is UnaryExpression { NodeType: ExpressionType.Convert, Operand: var operand } ? operand : expression;
}
