namespace SyncHub.Server.Log;

/// <summary>
/// Says when the oldest entries come of age, so that memory goes where nobody reads or writes. Not safe for concurrent use but for its disposal:
/// whoever owns it locks.
/// </summary>
internal sealed class PruneTimer(TimeProvider time, Action prune) : IDisposable
{
    // Under steady writes the timer need not run for each entry that comes of age: reads see to exactness.
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);

    private readonly ITimer _timer = time.CreateTimer(_ => prune(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    private DateTimeOffset _due = DateTimeOffset.MaxValue;

    /// <summary>Sees to it that the timer runs when an entry comes of age.</summary>
    public void Arm(DateTimeOffset? expiry, DateTimeOffset now)
    {
        if (expiry is not { } due || due >= _due)
        {
            return;
        }

        _due = due;
        var wait = due > now ? due - now : TimeSpan.Zero;
        _timer.Change(wait > LongestInterval ? LongestInterval : wait, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Like <see cref="Arm"/>, by the timer's own callback: not at once again.</summary>
    public void ArmAgain(DateTimeOffset? expiry, DateTimeOffset now) =>
        Arm(expiry < now + ShortestInterval ? now + ShortestInterval : expiry, now);

    /// <summary>The timer has run: what was due is no more.</summary>
    public void Ran() => _due = DateTimeOffset.MaxValue;

    // A timer that is disposed takes no new time.
    public void Dispose() => _timer.Dispose();
}
