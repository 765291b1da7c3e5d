using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.LiveQueries;
using SyncHub.LoadTest.Server;

namespace SyncHub.LoadTest.Scenarios.LiveQueries;

/// <summary>What one run gave.</summary>
/// <param name="Writes">How many writes.</param>
/// <param name="Written">The server's side.</param>
/// <param name="Seen">The followers' side.</param>
/// <param name="IdleCpuPerMillisecond">Microseconds of processor time that the server takes in a millisecond without writes.</param>
internal sealed record LiveFigures(int Writes, LiveWritten Written, LiveReport Seen, double IdleCpuPerMillisecond)
{
    public double CpuPerWrite =>
        (Written.After.CpuMicroseconds - Written.Before.CpuMicroseconds - (IdleCpuPerMillisecond * Written.Milliseconds)) / Writes;

    /// <summary>Until the last push has arrived.</summary>
    public double WritesPerSecond => Writes / Written.Milliseconds * 1000;

    public double AllocatedPerWrite => (double)(Written.After.AllocatedBytes - Written.Before.AllocatedBytes) / Writes;

    public double BytesPerPush => (double)Seen.Bytes / Seen.Pushes;

    public long SourceReads => Written.After.Since(Written.Before, MetricReadings.SourceReads);
}
