using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>A context and the scope that it lives in; both end with this.</summary>
internal sealed class ContextLease<TContext>(AsyncServiceScope scope, TContext context, bool isOwned) : IAsyncDisposable
    where TContext : DbContext
{
    public TContext Context => context;

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (isOwned)
            {
                await context.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            await scope.DisposeAsync().ConfigureAwait(false);
        }
    }
}
