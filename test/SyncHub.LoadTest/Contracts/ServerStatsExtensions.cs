namespace SyncHub.LoadTest.Contracts;

internal static class ServerStatsExtensions
{
    /// <summary>An instrument's value; 0 as long as it has not counted anything.</summary>
    public static long Metric(this ServerStats stats, string name) => stats.Metrics.GetValueOrDefault(name);

    /// <summary>How much an instrument counted between two readings.</summary>
    public static long Since(this ServerStats stats, ServerStats before, string name) => stats.Metric(name) - before.Metric(name);
}
