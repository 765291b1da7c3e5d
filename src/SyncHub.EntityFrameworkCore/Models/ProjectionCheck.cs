using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using SyncHub.EntityFrameworkCore.Sources;

namespace SyncHub.EntityFrameworkCore.Models;

/// <summary>Whether a projection can be used: it takes the key as it is, and the provider translates it.</summary>
internal static class ProjectionCheck
{
    [SuppressMessage("Design", "CA1031", Justification = "Whatever the provider throws is reported with all other problems.")]
    public static void Run<TEntity, T>(Expression<Func<TEntity, T>> projection, ColumnMap<TEntity> columns, IProperty key, DbContext context, ICollection<string> problems)
        where TEntity : class
        where T : class
    {
        if (columns.Trace([typeof(T).GetProperty(key.Name)!])?.Stored != key)
        {
            problems.Add($"its projection {projection} does not take the key as it is. Write {key.Name} = {projection.Parameters[0].Name}.{key.Name} in an object initializer.");
        }

        try
        {
            // Compiles the query, and connects to nothing.
            _ = context.Set<TEntity>().AsNoTracking().Select(projection).ToQueryString();
        }
        catch (Exception exception)
        {
            problems.Add($"its projection {projection} cannot be translated by {context.Database.ProviderName}: {OneLine.Of(exception)}");
        }
    }
}
