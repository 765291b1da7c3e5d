using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.EntityFrameworkCore.Capture;

namespace SyncHub.EntityFrameworkCore.Models;

/// <summary>A context of the application, opened at the start for its model alone: the database need not exist yet.</summary>
internal sealed class StartContext<TContext> : IDisposable
    where TContext : DbContext
{
    private readonly bool _isOwned;

    private StartContext(TContext context, bool isOwned)
    {
        Context = context;
        _isOwned = isOwned;
    }

    public TContext Context { get; }

    /// <summary>Opens one; null with a problem where that fails.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever the application's context throws is reported with all other problems.")]
    public static StartContext<TContext>? Open(IServiceProvider services, ICollection<string> problems)
    {
        var name = typeof(TContext).Name;
        try
        {
            using var suspension = CaptureServices.Suspend();
            var factory = services.GetService<IDbContextFactory<TContext>>();
            var context = factory?.CreateDbContext() ?? services.GetService<TContext>();
            if (context is null)
            {
                problems.Add($"its context {name} is not registered. Call services.AddDbContext<{name}>(options => …) before the application is built.");
                return null;
            }

            _ = context.Model;
            if (!context.GetService<IDbContextOptions>().Extensions.OfType<ICapturingOptions>().Any())
            {
                problems.Add($"its context {name} is not captured, and so nobody would hear of what it saves. Call UseSyncHub() on its options: services.AddDbContext<{name}>(options => options.….UseSyncHub()).");
            }

            return new StartContext<TContext>(context, isOwned: factory is not null);
        }
        catch (Exception exception)
        {
            problems.Add($"its context {name} cannot be built: {OneLine.Of(exception)}");
            return null;
        }
    }

    public void Dispose()
    {
        if (_isOwned)
        {
            Context.Dispose();
        }
    }
}
