using System.Diagnostics.Metrics;

namespace SyncHub.Client.Telemetry;

/// <summary>The meter <c>SyncHub.Client</c>.</summary>
internal static class SyncClientMetrics
{
    private static readonly Meter Meter = new("SyncHub.Client");

    public static Counter<long> Pushes { get; } = Meter.CreateCounter<long>("synchub.client.pushes", "{push}", "Pushes received.");

    public static Counter<long> Resyncs { get; } = Meter.CreateCounter<long>("synchub.client.resyncs", "{resync}", "Subscriptions asked for again because something was missing or unusable.");

    public static Counter<long> ConnectAttempts { get; } = Meter.CreateCounter<long>("synchub.client.connect_attempts", "{attempt}", "Attempts to connect.");

    public static Counter<long> CacheLoads { get; } = Meter.CreateCounter<long>("synchub.client.cache.loads", "{load}", "Entries looked for in the local store, by result.");

    public static Counter<long> CacheDrops { get; } = Meter.CreateCounter<long>("synchub.client.cache.drops", "{entry}", "Entries of the local store that were not shown but removed, by reason.");

    public static Counter<long> CacheFailures { get; } = Meter.CreateCounter<long>("synchub.client.cache.failures", "{failure}", "Calls of the local store that failed or took too long, by operation.");
}
