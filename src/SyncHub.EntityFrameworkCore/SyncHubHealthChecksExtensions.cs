using Microsoft.Extensions.Diagnostics.HealthChecks;
using SyncHub.EntityFrameworkCore.Outbox;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Health checks of SyncHub for Entity Framework Core.</summary>
public static class SyncHubHealthChecksExtensions
{
    private static readonly TimeSpan DefaultMaxLag = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Watches the outboxes of durable contexts: degraded while something that was saved has waited for the change log longer than that, unhealthy where
    /// nothing could be relayed for as long.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="maxLag">How long is too long; 30 seconds by default.</param>
    /// <param name="name">The check's name; <c>synchub-outbox</c> by default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLag"/> is not above zero.</exception>
    public static IHealthChecksBuilder AddSyncHubOutbox(this IHealthChecksBuilder builder, TimeSpan? maxLag = null, string name = "synchub-outbox")
    {
        ArgumentNullException.ThrowIfNull(builder);
        var patience = maxLag ?? DefaultMaxLag;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(patience, TimeSpan.Zero, nameof(maxLag));
        return builder.Add(new HealthCheckRegistration(
            name,
            provider => new OutboxHealthCheck(provider.GetServices<IOutboxRelay>(), patience, provider.GetRequiredService<TimeProvider>()),
            failureStatus: null,
            tags: null));
    }
}
