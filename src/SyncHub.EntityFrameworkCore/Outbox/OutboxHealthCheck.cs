using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SyncHub.EntityFrameworkCore.Outbox;

/// <summary>Degraded while the outboxes lag, unhealthy while they cannot be relayed for that long.</summary>
internal sealed class OutboxHealthCheck(IEnumerable<IOutboxRelay> relays, TimeSpan maxLag, TimeProvider time) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var result = HealthCheckResult.Healthy("Every outbox is relayed.");
        foreach (var relay in relays)
        {
            var status = relay.Status;
            if (status.FailingSince is { } since && now - since > maxLag)
            {
                return Task.FromResult(HealthCheckResult.Unhealthy($"The outbox of {relay.ContextType.Name} has not been relayed since {since:u}; see the log for why."));
            }

            if (status.LagAt(now) is var lag && lag > maxLag)
            {
                result = HealthCheckResult.Degraded($"The outbox of {relay.ContextType.Name} is {lag.TotalSeconds:0} seconds behind.");
            }
        }

        return Task.FromResult(result);
    }
}
