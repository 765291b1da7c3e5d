namespace SyncHub.LoadTest.Contracts.LiveQueries;

/// <summary>What the followers of live queries have seen of the writes that were expected.</summary>
/// <param name="Pushes">Pushes counted.</param>
/// <param name="Bytes">Their bytes, record separators included.</param>
/// <param name="P50">Median of the time from the write's beginning to the push's arrival, milliseconds.</param>
/// <param name="P95">The 95th percentile of the same.</param>
/// <param name="P99">The 99th percentile of the same.</param>
/// <param name="Missing">How many pushes have not come.</param>
/// <param name="Problem">The first push that was wrong, and why; null for none.</param>
internal sealed record LiveReport(int Pushes, long Bytes, double P50, double P95, double P99, int Missing, string? Problem);
