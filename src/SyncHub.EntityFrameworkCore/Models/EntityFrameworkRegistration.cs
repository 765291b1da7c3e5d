using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SyncHub.EntityFrameworkCore.Publishing;
using SyncHub.EntityFrameworkCore.Sources;
using SyncHub.Server.Data;
using SyncHub.Server.DependencyInjection;
using SyncHub.Server.Model;

namespace SyncHub.EntityFrameworkCore.Models;

/// <summary>What the application said of a model whose rows are in a database; what it left out is found in the context's own model.</summary>
internal sealed class EntityFrameworkRegistration<TContext, TEntity, T>(
    IServiceScopeFactory scopes, Func<CommitPublisher> publisher, Expression<Func<TEntity, T>>? projection, Action<EntityFrameworkModelBuilder<T>>? configure)
    : ModelRegistration, IEntityFrameworkRegistration
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
        var settings = new EntityFrameworkModelBuilder<T>();
        configure?.Invoke(settings);
        var found = new List<string>();
        using var scope = scopes.CreateScope();
        using var start = StartContext<TContext>.Open(scope.ServiceProvider, found);
        SyncModel? model = null;
        if (start is not null && KeyDiscovery.Find<TEntity, T>(start.Context, projection is not null, found) is { } key)
        {
            model = (SyncModel?)GetType().GetMethod(nameof(BuildWith), BindingFlags.NonPublic | BindingFlags.Instance)!
                .MakeGenericMethod(key.ClrType)
                .Invoke(this, BindingFlags.DoNotWrapExceptions, binder: null, [key, settings, start.Context, scope.ServiceProvider.GetRequiredService<ILoggerFactory>(), serializer, found, problems], culture: null);
        }
        else
        {
            ModelValidation.FindContract<T>(serializer, found);
        }

        foreach (var problem in found)
        {
            problems.Add($"Model '{settings.ModelName}' ({typeof(T).Name}): {problem}");
        }

        return found.Count == 0 ? model : null;
    }

    private SyncModel<T, TKey>? BuildWith<TKey>(
        IProperty key,
        EntityFrameworkModelBuilder<T> settings,
        TContext context,
        ILoggerFactory loggers,
        JsonSerializerOptions serializer,
        List<string> found,
        IList<string> problems)
        where TKey : notnull
    {
        var builder = new ModelBuilder<T, TKey>();
        var row = Expression.Parameter(typeof(T), "row");
        builder.Key(Expression.Lambda<Func<T, TKey>>(Expression.Property(row, key.Name), row));
        settings.ApplyTo(builder);
        found.AddRange(TravellingNavigations.Problems(typeof(T), serializer, context.Model));
        var root = context.Model.FindEntityType(typeof(TEntity))!;
        var touched = TouchedRows.Find(root, ProjectionReads.Of(projection, context.Model));
        var columns = new ColumnMap<TEntity>(root, projection);
        if (projection is not null)
        {
            ProjectionCheck.Run(projection, columns, key, context, found);
        }

        if (!builder.TryBuild(serializer, problems, out var model) || found.Count > 0)
        {
            return null;
        }

        var logger = loggers.CreateLogger<EntityFrameworkRegistration<TContext, TEntity, T>>();
        foreach (var navigation in touched.Unseen)
        {
            ModelLog.ChangesUnseen(logger, model.Name, $"{navigation.DeclaringEntityType.DisplayName()}.{navigation.Name}", navigation.TargetEntityType.DisplayName());
        }

        var originals = projection is null ? OriginalsOf.Rows(root, model.Contract) : Originals.Partial;
        var tracked = new TrackedModel<TContext, TEntity, T, TKey>(model, key.Name, projection, originals, touched, new ContextSource<TContext>(scopes));
        _tracked = tracked;
        _source = new EntityFrameworkSource<TContext, TEntity, T, TKey>(tracked, columns, ProviderDialect.Of(context), publisher, loggers.CreateLogger<EntityFrameworkSource<TContext, TEntity, T, TKey>>());
        return model;
    }
}
