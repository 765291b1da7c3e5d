using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Server;

namespace SyncHub.LoadTest.Scenarios;

/// <summary>What a series of writes gave, with or without a stalled reader.</summary>
/// <param name="Figures">What the other readers saw.</param>
/// <param name="OutboxPeak">The most bytes that waited for all connections together: on a busy machine those that do read have some too.</param>
/// <param name="HeapGrowth">By how many bytes the heap grew, garbage left out, before the stalled reader read again.</param>
/// <param name="Overflows">How often queued pushes were dropped.</param>
/// <param name="Woken">What became of the stalled reader once it read again.</param>
internal sealed record StalledPhase(RunFigures Figures, long OutboxPeak, long HeapGrowth, long Overflows, WakeReport Woken)
{
    /// <summary>The bytes that waited once all others had everything: those of the stalled reader alone.</summary>
    public long OutboxHeld => Figures.After.Metric(MetricReadings.OutboxBytes);

    public double P99 => Figures.Delivery.P99;

    public string Outcome => Woken switch
    {
        { CaughtUp: > 0 } => "caught up",
        { Closed: > 0 } => "had been disconnected",
        _ => "did not catch up",
    };
}
