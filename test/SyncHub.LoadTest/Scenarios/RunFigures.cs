using System.Diagnostics;
using SyncHub.LoadTest.Contracts;

namespace SyncHub.LoadTest.Scenarios;

/// <summary>What one measured run gave.</summary>
internal sealed record RunFigures(Publication Publication, DeliveryReport Delivery, ServerStats After)
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>From the first write until the last client had the last push.</summary>
    public double Milliseconds => Stopwatch.GetElapsedTime(Publication.Started, Delivery.LastReceived).TotalMilliseconds;

    public double MessagesPerSecond => Delivery.Records / Milliseconds * 1000;

    public double CpuMicroseconds => After.CpuMicroseconds - Publication.Before.CpuMicroseconds;

    public double CpuPerMessage => CpuMicroseconds / Delivery.Records;

    public double AllocatedPerMessage => (double)(After.AllocatedBytes - Publication.Before.AllocatedBytes) / Delivery.Records;

    public double RecordsPerFrame => (double)Delivery.Records / Delivery.Frames;

    public double RecordBytes => (double)Delivery.RecordBytes / Delivery.Records;

    public double PublishMilliseconds => Stopwatch.GetElapsedTime(Publication.Started, Publication.Finished).TotalMilliseconds;

    public double ResidentMebibytes => After.ResidentBytes / Mebibyte;
}
