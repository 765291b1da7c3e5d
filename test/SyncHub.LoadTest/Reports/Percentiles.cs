namespace SyncHub.LoadTest.Reports;

/// <summary>Percentiles of figures that are in order.</summary>
internal static class Percentiles
{
    /// <summary>The least figure that a share of all does not exceed; 0 where there is none.</summary>
    public static T Of<T>(IReadOnlyList<T> sorted, double share)
        where T : struct => sorted.Count == 0 ? default : sorted[(int)Math.Ceiling(share * sorted.Count) - 1];
}
