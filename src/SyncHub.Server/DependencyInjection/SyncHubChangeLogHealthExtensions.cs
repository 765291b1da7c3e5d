using Microsoft.Extensions.Diagnostics.HealthChecks;
using SyncHub.Server.Diagnostics;
using SyncHub.Server.Log;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Health checks of SyncHub.</summary>
public static class SyncHubChangeLogHealthExtensions
{
    /// <summary>
    /// Watches the change log, whichever the server uses: degraded, with the reason and since when, while changes are late or wait; unhealthy where
    /// it cannot be read, or says that this has lasted too long.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The check's name; <c>synchub-log</c> by default.</param>
    public static IHealthChecksBuilder AddSyncHubChangeLog(this IHealthChecksBuilder builder, string name = "synchub-log")
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name, provider => new ChangeLogHealthCheck(provider.GetRequiredService<IChangeLog>()), failureStatus: null, tags: null));
    }
}
