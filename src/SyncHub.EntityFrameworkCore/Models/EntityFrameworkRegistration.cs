using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.EntityFrameworkCore.Sources;
using SyncHub.Server.Data;
using SyncHub.Server.DependencyInjection;
using SyncHub.Server.Model;

namespace SyncHub.EntityFrameworkCore.Models;

/// <summary>What the application said of a model whose rows are in a database; what it left out is found in the context's own model.</summary>
internal sealed class EntityFrameworkRegistration<TContext, TEntity, T>(
    IServiceScopeFactory scopes, Expression<Func<TEntity, T>>? projection, Action<EntityFrameworkModelBuilder<T>>? configure) : ModelRegistration, IEntityFrameworkRegistration
    where TContext : DbContext
    where TEntity : class
    where T : class
{
    private TrackedModel? _tracked;
    private IEntitySource? _source;

    public override Type EntityType => typeof(T);

    /// <summary>The model. Only after it has been built.</summary>
    public TrackedModel Tracked => _tracked ?? throw new InvalidOperationException("The model has not been built.");

    /// <summary>Where its rows come from. Only after it has been built.</summary>
    public IEntitySource Source => _source ?? throw new InvalidOperationException("The model has not been built.");

    public override SyncModel? Build(JsonSerializerOptions serializer, IList<string> problems)
    {
        using var scope = scopes.CreateScope();
        var context = scope.ServiceProvider.GetRequiredService<TContext>();
        var key = context.Model.FindEntityType(typeof(TEntity))!.FindPrimaryKey()!.Properties.Single();
        return (SyncModel?)GetType().GetMethod(nameof(BuildWith), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!
            .MakeGenericMethod(key.ClrType).Invoke(this, [key, serializer, problems]);
    }

    private SyncModel<T, TKey>? BuildWith<TKey>(IProperty key, JsonSerializerOptions serializer, IList<string> problems)
        where TKey : notnull
    {
        var settings = new EntityFrameworkModelBuilder<T>();
        configure?.Invoke(settings);
        var builder = new ModelBuilder<T, TKey>();
        var row = Expression.Parameter(typeof(T), "row");
        builder.Key(Expression.Lambda<Func<T, TKey>>(Expression.Property(row, key.Name), row));
        settings.ApplyTo(builder);
        if (!builder.TryBuild(serializer, problems, out var model))
        {
            return null;
        }

        var tracked = new TrackedModel<TContext, TEntity, T, TKey>(model, key.Name, projection, projection is null, new ContextSource<TContext>(scopes));
        _tracked = tracked;
        _source = new EntityFrameworkSource<TContext, TEntity, T, TKey>(tracked);
        return model;
    }
}
