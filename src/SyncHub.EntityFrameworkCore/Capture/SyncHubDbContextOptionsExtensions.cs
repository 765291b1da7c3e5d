using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Storage;
using SyncHub.EntityFrameworkCore;
using SyncHub.EntityFrameworkCore.Capture;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Ties contexts to SyncHub.</summary>
public static class SyncHubDbContextOptionsExtensions
{
    /// <summary>
    /// Has what this context saves reach the subscribers of the models registered with <c>AddEntityFrameworkModel</c>, once it is committed. Works with
    /// <c>AddDbContext</c>, <c>AddDbContextPool</c> and factories, and beside other interceptors; where the application has no SyncHub, it does nothing.
    /// </summary>
    /// <param name="builder">The context's options.</param>
    /// <param name="configure">Whatever differs from the defaults.</param>
    public static DbContextOptionsBuilder UseSyncHub(this DbContextOptionsBuilder builder, Action<SyncHubDbContextOptionsBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var settings = new SyncHubDbContextOptionsBuilder();
        configure?.Invoke(settings);
        var known = builder.Options.FindExtension<SyncHubOptionsExtension>();
        if (known is null)
        {
            // Once, though the application may say so at registration and in OnConfiguring.
            builder.AddInterceptors(SaveInterceptor.Instance, TransactionInterceptor.Instance, BulkQueryInterceptor.Instance);

            // Only in the place of what EF Core brings itself: a provider's own is left alone.
            builder.ReplaceService<IDatabase, RelationalDatabase, CapturingDatabase>();
            builder.ReplaceService<IRelationalCommandBuilderFactory, RelationalCommandBuilderFactory, WatchedCommands>();
#pragma warning disable EF1001 // The name of what is replaced, and no more: nothing that is public is asked before each query.
            builder.ReplaceService<IQueryContextFactory, RelationalQueryContextFactory, WatchedQueries>();
#pragma warning restore EF1001
        }

        var extension = new SyncHubOptionsExtension(settings.ApplicationServices ?? known?.ApplicationServices, settings.DurableOptions ?? known?.Durable);
        ((IDbContextOptionsBuilderInfrastructure)builder).AddOrUpdateExtension(extension);
        return builder;
    }

    /// <inheritdoc cref="UseSyncHub(DbContextOptionsBuilder, Action{SyncHubDbContextOptionsBuilder}?)"/>
    /// <typeparam name="TContext">The context.</typeparam>
    public static DbContextOptionsBuilder<TContext> UseSyncHub<TContext>(
        this DbContextOptionsBuilder<TContext> builder, Action<SyncHubDbContextOptionsBuilder>? configure = null)
        where TContext : DbContext => (DbContextOptionsBuilder<TContext>)UseSyncHub((DbContextOptionsBuilder)builder, configure);

    /// <summary>The same for a context that is made by hand, with <c>new</c>, and so knows no services of the application.</summary>
    /// <param name="builder">The context's options.</param>
    /// <param name="services">The application's services, of which SyncHub is one.</param>
    /// <param name="configure">Whatever differs from the defaults.</param>
    public static DbContextOptionsBuilder UseSyncHub(
        this DbContextOptionsBuilder builder, IServiceProvider services, Action<SyncHubDbContextOptionsBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return builder.UseSyncHub(settings =>
        {
            settings.ApplicationServices = services;
            configure?.Invoke(settings);
        });
    }

    /// <inheritdoc cref="UseSyncHub(DbContextOptionsBuilder, IServiceProvider, Action{SyncHubDbContextOptionsBuilder}?)"/>
    /// <typeparam name="TContext">The context.</typeparam>
    public static DbContextOptionsBuilder<TContext> UseSyncHub<TContext>(
        this DbContextOptionsBuilder<TContext> builder, IServiceProvider services, Action<SyncHubDbContextOptionsBuilder>? configure = null)
        where TContext : DbContext => (DbContextOptionsBuilder<TContext>)UseSyncHub((DbContextOptionsBuilder)builder, services, configure);
}
