namespace SyncHub.LoadTest.Scenarios.RedisAppend;

/// <summary>What one run of one side gave.</summary>
/// <param name="PerSecond">Commits per second, by many writers at once.</param>
/// <param name="CpuMicroseconds">This process's CPU for each of those.</param>
/// <param name="RedisMicroseconds">Redis's CPU for each of those.</param>
/// <param name="P50">Median of single appends, one after the other, microseconds.</param>
/// <param name="P99">The 99th percentile of the same.</param>
internal sealed record AppendFigures(double PerSecond, double CpuMicroseconds, double RedisMicroseconds, double P50, double P99);
