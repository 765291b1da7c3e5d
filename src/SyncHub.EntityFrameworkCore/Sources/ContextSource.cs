using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>Opens contexts of the application's own making, each in a scope of its own.</summary>
internal sealed class ContextSource<TContext>(IServiceScopeFactory scopes)
    where TContext : DbContext
{
    /// <summary>Opens a context, from the application's factory where there is one.</summary>
    public async ValueTask<ContextLease<TContext>> OpenAsync(CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        try
        {
            return scope.ServiceProvider.GetService<IDbContextFactory<TContext>>() is { } factory
                ? new ContextLease<TContext>(scope, await factory.CreateDbContextAsync(cancellationToken).ConfigureAwait(false), isOwned: true)
                : new ContextLease<TContext>(scope, scope.ServiceProvider.GetRequiredService<TContext>(), isOwned: false);
        }
        catch
        {
            await scope.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The options that contexts are made with, as far as they were said at registration; null where they are not known without a context.</summary>
    public DbContextOptions<TContext>? RegisteredOptions()
    {
        using var scope = scopes.CreateScope();
        return scope.ServiceProvider.GetService<DbContextOptions<TContext>>();
    }
}
