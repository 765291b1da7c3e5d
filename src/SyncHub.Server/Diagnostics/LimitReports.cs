using Microsoft.Extensions.Logging;

namespace SyncHub.Server.Diagnostics;

/// <summary>Says which limits are reached: each time as a metric, for each connection once in the log.</summary>
internal sealed partial class LimitReports(ServerMetrics metrics, ILogger<LimitReports> logger)
{
    /// <param name="limit">The limit's name.</param>
    /// <param name="connectionId">Who reached it.</param>
    /// <param name="isFirst">Whether the connection has not reached it before.</param>
    public void Refused(string limit, string connectionId, bool isFirst)
    {
        metrics.LimitReached(limit);
        if (isFirst)
        {
            LogReached(connectionId, limit);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Connection {ConnectionId} has reached the limit {Limit}; what is beyond it is refused. It is said once per connection and counted in synchub.limits.reached.")]
    private partial void LogReached(string connectionId, string limit);
}
