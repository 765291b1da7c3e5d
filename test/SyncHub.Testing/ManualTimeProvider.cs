namespace SyncHub.Testing;

/// <summary>
/// A clock that stands still until a test moves it. Timers fire on the thread that calls <see cref="Advance"/>, in the order of their
/// due times (those due together in the order in which they were armed), each at its own time; a timer that is due at once fires on the
/// thread pool, as a real one does. Safe for concurrent use.
/// </summary>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _advancing = new();

    // Protects everything below, the timers' own state included; callbacks run outside it.
    private readonly Lock _gate = new();
    private readonly SortedSet<ManualTimer> _armed = new(ManualTimer.DueOrder);
    private readonly List<ArmedWaiter> _waiters = [];
    private readonly DateTimeOffset _start;
    private DateTimeOffset _now;
    private long _armings;

    /// <summary>A clock that starts at the time given; without one, at noon of the first of January 2030, UTC.</summary>
    public ManualTimeProvider(DateTimeOffset? start = null)
    {
        _start = (start ?? new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero)).ToUniversalTime();
        _now = _start;
    }

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers wait for their time.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_gate)
            {
                return _armed.Count;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => (GetUtcNow() - _start).Ticks;

    /// <summary>Moves time on and fires every timer that falls due on the way, the repeats of periodic ones included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Time cannot go back.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);

        // One at a time, so that two callers move time by the sum of what they ask for. A callback may call this again.
        lock (_advancing)
        {
            var target = GetUtcNow() + by;
            while (TakeDue(target) is { } timer)
            {
                timer.Fire();
            }
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        Arm(timer, dueTime, period);
        return timer;
    }

    /// <summary>
    /// Completes as soon as at least <paramref name="count"/> timers are armed that fall due within the time given, counted from the clock's
    /// present; at once when they already are.
    /// </summary>
    public Task WhenTimerArmedAsync(TimeSpan dueWithin, int count = 1, CancellationToken cancellationToken = default) =>
        WhenTimerArmedAsync(due => due <= dueWithin, count, cancellationToken);

    /// <summary>
    /// Completes as soon as at least <paramref name="count"/> timers are armed whose remaining time the predicate accepts; at once when they already are.
    /// </summary>
    public Task WhenTimerArmedAsync(Func<TimeSpan, bool> remaining, int count = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(remaining);
        lock (_gate)
        {
            var waiter = new ArmedWaiter(remaining, count);
            if (IsSatisfied_NeedsLock(waiter))
            {
                return Task.CompletedTask;
            }

            _waiters.Add(waiter);
            return waiter.Armed.Task.WaitAsync(cancellationToken);
        }
    }

    internal bool Arm(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        ThrowIfOutOfRange(dueTime, nameof(dueTime));
        ThrowIfOutOfRange(period, nameof(period));
        lock (_gate)
        {
            _armed.Remove(timer);
            if (timer.IsDisposed)
            {
                return false;
            }

            timer.Period = period > TimeSpan.Zero ? period : Timeout.InfiniteTimeSpan;
            if (dueTime == TimeSpan.Zero)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static due => due.Fire(), timer, preferLocal: false);
                dueTime = timer.Period;
            }

            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Insert_NeedsLock(timer, _now + dueTime);
            }

            return true;
        }
    }

    internal void Disarm(ManualTimer timer)
    {
        lock (_gate)
        {
            timer.IsDisposed = true;
            _armed.Remove(timer);
        }
    }

    private static void ThrowIfOutOfRange(TimeSpan time, string name)
    {
        if (time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(name, time, "A timer's times are zero or more, or Timeout.InfiniteTimeSpan for never.");
        }
    }

    /// <summary>Moves time to the next timer due by then and takes that timer; moves it to the target where there is none.</summary>
    private ManualTimer? TakeDue(DateTimeOffset target)
    {
        lock (_gate)
        {
            if (_armed.Min is not { } timer || timer.Due > target)
            {
                _now = target > _now ? target : _now;
                return null;
            }

            _armed.Remove(timer);
            _now = timer.Due > _now ? timer.Due : _now;
            if (timer.Period != Timeout.InfiniteTimeSpan)
            {
                Insert_NeedsLock(timer, timer.Due + timer.Period);
            }

            return timer;
        }
    }

    private void Insert_NeedsLock(ManualTimer timer, DateTimeOffset due)
    {
        timer.Due = due;
        timer.Arming = ++_armings;
        _armed.Add(timer);
        foreach (var waiter in _waiters.Where(IsSatisfied_NeedsLock).ToList())
        {
            _waiters.Remove(waiter);
            waiter.Armed.TrySetResult();
        }
    }

    private bool IsSatisfied_NeedsLock(ArmedWaiter waiter) =>
        _armed.Count(timer => waiter.Remaining(timer.Due - _now)) >= waiter.Count;

    private sealed record ArmedWaiter(Func<TimeSpan, bool> Remaining, int Count)
    {
        public TaskCompletionSource Armed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
