using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SyncHub.Client.Telemetry;

namespace SyncHub.Client.Stores;

/// <summary>What goes wrong with a store: each is counted, each kind is logged once. Safe for use from any thread.</summary>
internal sealed class CacheFailures(SyncClientMetrics metrics, ILogger logger)
{
    private readonly ConcurrentDictionary<(string Operation, Type Kind), bool> _known = new();

    public void Report(string operation, Exception exception)
    {
        metrics.CacheFailed(operation);
        if (_known.TryAdd((operation, exception.GetType()), true))
        {
            CacheLog.Failed(logger, exception, operation);
        }
    }

    /// <summary>An entry was not shown, and is removed.</summary>
    public void ReportDropped(string model, string reason)
    {
        metrics.CacheDropped(reason);
        CacheLog.Dropped(logger, model, reason);
    }
}
