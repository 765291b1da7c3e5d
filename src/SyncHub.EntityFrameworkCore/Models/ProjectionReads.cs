using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace SyncHub.EntityFrameworkCore.Models;

/// <summary>The navigations that a projection reads, wherever in it.</summary>
internal sealed class ProjectionReads(IModel model) : ExpressionVisitor
{
    private readonly HashSet<INavigationBase> _navigations = [];

    public static IReadOnlyCollection<INavigationBase> Of(LambdaExpression? projection, IModel model)
    {
        var reads = new ProjectionReads(model);
        reads.Visit(projection);
        return reads._navigations;
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        if (node.Expression is { } owner)
        {
            Note(owner.Type, node.Member.Name);
        }

        return base.VisitMember(node);
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (node.Method.DeclaringType == typeof(EF) && node.Method.Name == nameof(EF.Property) && node.Arguments[1] is ConstantExpression { Value: string name })
        {
            Note(node.Arguments[0].Type, name);
        }

        return base.VisitMethodCall(node);
    }

    private void Note(Type owner, string name)
    {
        foreach (var type in model.GetEntityTypes().Where(type => owner.IsAssignableFrom(type.ClrType) || type.ClrType.IsAssignableFrom(owner)))
        {
            if (((INavigationBase?)type.FindNavigation(name) ?? type.FindSkipNavigation(name)) is { } navigation)
            {
                _navigations.Add(navigation);
            }
        }
    }
}
