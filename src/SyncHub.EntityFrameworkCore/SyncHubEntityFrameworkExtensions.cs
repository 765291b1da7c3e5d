using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SyncHub.EntityFrameworkCore;
using SyncHub.EntityFrameworkCore.Models;
using SyncHub.EntityFrameworkCore.Outbox;
using SyncHub.EntityFrameworkCore.Publishing;
using SyncHub.Server;
using SyncHub.Server.Data;
using SyncHub.Server.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers models whose rows are in a database.</summary>
public static class SyncHubEntityFrameworkExtensions
{
    /// <summary>
    /// Registers an entity type of a context as a model. Its key is the primary key. Give the context <c>UseSyncHub()</c>, so that what it saves
    /// reaches subscribers. Problems with the model are reported when the application starts, all at once.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="configure">Whatever differs from the defaults.</param>
    /// <typeparam name="TContext">The context, as registered with <c>AddDbContext</c> or one of its like.</typeparam>
    /// <typeparam name="T">The entity type.</typeparam>
    public static SyncHubBuilder AddEntityFrameworkModel<TContext, T>(this SyncHubBuilder builder, Action<EntityFrameworkModelBuilder<T>>? configure = null)
        where TContext : DbContext
        where T : class => Add<TContext, T, T>(builder, projection: null, configure);

    /// <summary>Registers an entity type of a context as a model whose rows travel as another type.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="projection">What travels of an entity: <c>task => new TaskRow { Id = task.Id, Title = task.Title }</c>. The primary key must be part of it, under its own name.</param>
    /// <param name="configure">Whatever differs from the defaults.</param>
    /// <typeparam name="TContext">The context, as registered with <c>AddDbContext</c> or one of its like.</typeparam>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <typeparam name="T">The type that travels.</typeparam>
    public static SyncHubBuilder AddEntityFrameworkModel<TContext, TEntity, T>(
        this SyncHubBuilder builder, Expression<Func<TEntity, T>> projection, Action<EntityFrameworkModelBuilder<T>>? configure = null)
        where TContext : DbContext
        where TEntity : class
        where T : class
    {
        ArgumentNullException.ThrowIfNull(projection);
        return Add<TContext, TEntity, T>(builder, projection, configure);
    }

    private static SyncHubBuilder Add<TContext, TEntity, T>(
        SyncHubBuilder builder, Expression<Func<TEntity, T>>? projection, Action<EntityFrameworkModelBuilder<T>>? configure)
        where TContext : DbContext
        where TEntity : class
        where T : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddCommitPublisher();
        services.AddOutboxRelay<TContext>();
        services.AddSingleton<ModelRegistration>(provider =>
            new EntityFrameworkRegistration<TContext, TEntity, T>(
                // The publisher needs the log, and the log the models: it is asked for once there is something to publish.
                provider.GetRequiredService<IServiceScopeFactory>(), provider.GetRequiredService<CommitPublisher>, projection, configure));
        services.AddKeyedSingleton<IEntitySource>(typeof(T), (provider, _) => Find(provider, typeof(T)).Source);
        services.TryAddSingleton(provider => new TrackedModels(
            provider.GetRequiredService<ModelRegistry>().Registered.Select(registered => registered.Registration).OfType<IEntityFrameworkRegistration>().Select(registration => registration.Tracked)));
        return builder;
    }

    private static IEntityFrameworkRegistration Find(IServiceProvider provider, Type type) =>
        provider.GetRequiredService<ModelRegistry>().Registered.Select(registered => registered.Registration)
            .OfType<IEntityFrameworkRegistration>().Single(registration => ((ModelRegistration)registration).EntityType == type);
}
