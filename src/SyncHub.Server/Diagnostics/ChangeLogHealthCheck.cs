using Microsoft.Extensions.Diagnostics.HealthChecks;
using SyncHub.Server.Log;

namespace SyncHub.Server.Diagnostics;

/// <summary>Says of a change log what it says of itself.</summary>
internal sealed class ChangeLogHealthCheck(IChangeLog log) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = log.Health;
        var what = $"{health.Reason ?? "The change log does not say why."}{(health.Since is { } since ? $" Since {since:u}." : string.Empty)}";
        return Task.FromResult(health.Status switch
        {
            ChangeLogStatus.Healthy => HealthCheckResult.Healthy("The change log stores and tells changes at once."),
            ChangeLogStatus.Degraded => HealthCheckResult.Degraded(what),
            _ => new HealthCheckResult(context.Registration.FailureStatus, what),
        });
    }
}
