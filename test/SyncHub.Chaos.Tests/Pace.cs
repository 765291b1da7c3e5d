namespace SyncHub.Chaos.Tests;

/// <summary>When a run does what: the clock that faults and writes go by. Nothing is waited for that a signal could tell.</summary>
internal sealed class Pace
{
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly long _start = Clock.GetTimestamp();

    public TimeSpan Elapsed => Clock.GetElapsedTime(_start);

    /// <summary>Completes at a moment of the run, at once where it has passed.</summary>
    public Task UntilAsync(TimeSpan moment, CancellationToken cancellation = default) => ForAsync(moment - Elapsed, cancellation);

    /// <summary>Completes after a time.</summary>
    public static async Task ForAsync(TimeSpan time, CancellationToken cancellation = default)
    {
        if (time >= TimeSpan.FromMilliseconds(1))
        {
            using var timer = new PeriodicTimer(time, Clock);
            await timer.WaitForNextTickAsync(cancellation);
        }
    }
}
