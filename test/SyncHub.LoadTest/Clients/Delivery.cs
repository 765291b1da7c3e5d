using System.Diagnostics;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Reports;

namespace SyncHub.LoadTest.Clients;

/// <summary>Adds up what the connections have counted.</summary>
internal static class Delivery
{
    private static readonly double TicksPerMillisecond = Stopwatch.Frequency / 1000.0;

    public static DeliveryReport Report(IReadOnlyList<RawConnection> connections, long framesBefore, TimeSpan cpu)
    {
        var latencies = connections.SelectMany(connection => connection.Tally.Latencies.ToArray()).ToArray();
        Array.Sort(latencies);
        return new DeliveryReport(
            connections.Sum(connection => (long)connection.Tally.Pushes),
            connections.Sum(connection => connection.Tally.PushBytes),
            connections.Sum(connection => connection.Frames) - framesBefore,
            connections.Sum(connection => connection.Tally.OutOfOrder),
            connections.Count == 0 ? 0 : connections.Max(connection => connection.Tally.LastReceived),
            Percentiles.Of(latencies, 0.50) / TicksPerMillisecond,
            Percentiles.Of(latencies, 0.99) / TicksPerMillisecond,
            cpu.TotalMicroseconds,
            connections.Sum(connection => (long)connection.Tally.Missing));
    }
}
