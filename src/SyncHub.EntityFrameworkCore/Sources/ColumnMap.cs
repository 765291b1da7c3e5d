using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>Leads from the properties of what travels back to the entity's own, through the projection where there is one.</summary>
/// <param name="type">The entity type.</param>
/// <param name="projection">What travels of an entity; null for the entity itself.</param>
internal sealed class ColumnMap<TEntity>(IEntityType type, LambdaExpression? projection)
{
    /// <summary>The entity in the expressions.</summary>
    public ParameterExpression Entity { get; } = projection?.Parameters[0] ?? Expression.Parameter(typeof(TEntity), "entity");

    /// <summary>Where a chain of members leads to; null where the database does not have it.</summary>
    public Column? Trace(IReadOnlyList<MemberInfo> members)
    {
        var value = projection is null ? members.Aggregate((Expression)Entity, Expression.MakeMemberAccess) : ProjectedValue.Find(projection.Body, members);
        if (value is null)
        {
            return null;
        }

        var bare = Bare(value);
        var end = Follow(bare);
        return end switch
        {
            { Property: { } property } => new Column(value, property, end.Value.IsInJson, IsObject: false),
            { Structure: not null } => new Column(value, null, end.Value.IsInJson, IsObject: true),

            // Only what the entity type has not heard of: a getter in code, say.
            _ when IsPath(bare) => null,
            _ => new Column(value, null, IsInJson: false, IsObject: false),
        };
    }

    private bool IsPath(Expression value) => value == Entity || (value is MemberExpression { Expression: { } owner } && IsPath(Bare(owner)));

    // A value seen as one that can be null is the same value.
    private static Expression Bare(Expression value) =>
        value is UnaryExpression { NodeType: ExpressionType.Convert } convert && (Nullable.GetUnderlyingType(convert.Type) ?? convert.Type) == (Nullable.GetUnderlyingType(convert.Operand.Type) ?? convert.Operand.Type)
            ? Bare(convert.Operand)
            : value;

    private (IReadOnlyTypeBase? Structure, IReadOnlyProperty? Property, bool IsInJson)? Follow(Expression value)
    {
        if (value == Entity)
        {
            return (type, null, false);
        }

        if (value is not MemberExpression { Expression: { } owner } member || Follow(Bare(owner)) is not { Structure: { } structure, IsInJson: var isInJson })
        {
            return null;
        }

        if (structure.FindProperty(member.Member.Name) is { } property)
        {
            return (null, property, isInJson);
        }

        if (structure.FindComplexProperty(member.Member.Name) is { IsCollection: false } complex)
        {
            return (complex.ComplexType, null, isInJson || complex.ComplexType.IsMappedToJson());
        }

        return (structure as IReadOnlyEntityType)?.FindNavigation(member.Member.Name) is { IsCollection: false, TargetEntityType: var target }
            ? (target, null, isInJson || target.IsMappedToJson())
            : null;
    }
}
