using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using SyncHub.EntityFrameworkCore.Sources;

namespace SyncHub.EntityFrameworkCore.Outbox;

/// <summary>Registers the relay of a context; one that is not durable does nothing.</summary>
internal static class OutboxRegistration
{
    public static void AddOutboxRelay<TContext>(this IServiceCollection services)
        where TContext : DbContext
    {
        services.TryAddSingleton<OutboxNode>();
        services.TryAddSingleton<OutboxReader>();
        services.TryAddSingleton<OutboxMetrics>();
        if (services.Any(service => service.ServiceType == typeof(OutboxRelay<TContext>)))
        {
            return;
        }

        services.TryAddSingleton(provider => new ContextSource<TContext>(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddSingleton<OutboxRelay<TContext>>();
        services.AddSingleton<IOutboxRelay>(provider => provider.GetRequiredService<OutboxRelay<TContext>>());
        services.AddHostedService(provider => provider.GetRequiredService<OutboxRelay<TContext>>());
    }
}
