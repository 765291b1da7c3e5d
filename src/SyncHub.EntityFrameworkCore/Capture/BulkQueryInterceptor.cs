using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;

namespace SyncHub.EntityFrameworkCore.Capture;

/// <summary>
/// Sees ExecuteUpdate and ExecuteDelete when EF Core compiles them, which it does once for all contexts of a kind in a process. Without state of its own.
/// </summary>
internal sealed class BulkQueryInterceptor : IQueryExpressionInterceptor
{
    public static BulkQueryInterceptor Instance { get; } = new();

    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
    {
        if (queryExpression is MethodCallExpression { Method: { IsGenericMethod: true } method } call && IsBulk(method) && ContextCapture.Of(eventData.Context) is { } capture)
        {
            capture.BeforeBulk(eventData.Context!, method.GetGenericArguments()[0], () => Roots.Of(call));
        }

        return queryExpression;
    }

    private static bool IsBulk(System.Reflection.MethodInfo method) =>
        method.DeclaringType == typeof(EntityFrameworkQueryableExtensions)
        && method.Name is nameof(EntityFrameworkQueryableExtensions.ExecuteUpdate) or nameof(EntityFrameworkQueryableExtensions.ExecuteDelete);

    /// <summary>The entity types that a query begins with: it changes one of them, where its results are no entities.</summary>
    private sealed class Roots : ExpressionVisitor
    {
        private readonly List<Type> _types = [];

        public static List<Type> Of(Expression query)
        {
            var roots = new Roots();
            roots.Visit(query);
            return roots._types;
        }

        protected override Expression VisitExtension(Expression node)
        {
            if (node is EntityQueryRootExpression root)
            {
                _types.Add(root.EntityType.ClrType);
                return node;
            }

            return base.VisitExtension(node);
        }
    }
}
