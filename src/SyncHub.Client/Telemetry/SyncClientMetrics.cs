using System.Diagnostics.Metrics;

namespace SyncHub.Client.Telemetry;

/// <summary>The meter <c>SyncHub.Client</c>.</summary>
internal static class SyncClientMetrics
{
    private static readonly Meter Meter = new("SyncHub.Client");

    public static Counter<long> Pushes { get; } = Meter.CreateCounter<long>("synchub.client.pushes", "{push}", "Pushes received.");

    public static Counter<long> Resyncs { get; } = Meter.CreateCounter<long>("synchub.client.resyncs", "{resync}", "Subscriptions asked for again because something was missing or unusable.");

    public static Counter<long> ConnectAttempts { get; } = Meter.CreateCounter<long>("synchub.client.connect_attempts", "{attempt}", "Attempts to connect.");
}
