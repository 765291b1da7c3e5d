using SyncHub.LoadTest.Contracts;

namespace SyncHub.LoadTest.Server;

/// <summary>Reads this process's own figures.</summary>
internal sealed class ServerFigures(MetricReadings metrics)
{
    public ServerStats Read() => Read(GC.GetTotalMemory(forceFullCollection: false));

    public ServerStats CollectAndRead()
    {
        // Twice, with finalizers between: what a finalizer releases is garbage only afterwards.
        for (var round = 0; round < 2; round++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        // Without the pinned objects: those are the transport's pooled buffers, which come and go by megabytes with the pool's own clock.
        return Read(GC.GetTotalMemory(forceFullCollection: true) - PinnedBytes());
    }

    private static long PinnedBytes()
    {
        const int PinnedHeap = 4;
        var pinned = GC.GetGCMemoryInfo(GCKind.Any).GenerationInfo[PinnedHeap];
        return pinned.SizeAfterBytes - pinned.FragmentationAfterBytes;
    }

    // getrusage (Environment.CpuUsage) counts microseconds; /proc/self/stat only hundredths of a second.
    private ServerStats Read(long managedBytes) => new(
        Environment.CpuUsage.TotalTime.TotalMicroseconds,
        GC.GetTotalAllocatedBytes(precise: true),
        managedBytes,
        Environment.WorkingSet,
        metrics.Read());
}
