using SyncHub.Testing;

namespace SyncHub.Server.Tests.Testing;

public sealed class ManualTimeProviderTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _time = new();
    private readonly List<string> _fired = [];

    [Fact]
    public void Advance_SeveralTimers_FireInDueOrderEachAtItsTime()
    {
        var start = _time.GetUtcNow();
        using var third = Timer("third", Second * 3);
        using var first = Timer("first", Second);
        using var alsoFirst = Timer("also first", Second);
        using var second = Timer("second", Second * 2);

        _time.Advance(Second * 2.5);

        Assert.Equal(["first@1", "also first@1", "second@2"], _fired);
        Assert.Equal((start + (Second * 2.5), 1), (_time.GetUtcNow(), _time.ArmedTimers));
    }

    [Fact]
    public void Advance_PeriodicTimer_FiresEachTimeUntilDisposed()
    {
        var timer = Timer("tick", Second, Second * 2);

        _time.Advance(Second * 6);
        timer.Dispose();
        _time.Advance(Second * 6);

        Assert.Equal(["tick@1", "tick@3", "tick@5"], _fired);
        Assert.False(timer.Change(Second, Second));
        Assert.Equal(0, _time.ArmedTimers);
    }

    [Fact]
    public void Advance_CallbackArmsATimerDueWithin_FiresItToo()
    {
        ITimer? inner = null;
        using var outer = _time.CreateTimer(_ => inner = Timer("inner", Second), null, Second, Timeout.InfiniteTimeSpan);

        _time.Advance(Second * 2);

        Assert.Equal(["inner@2"], _fired);
        inner!.Dispose();
    }

    [Fact]
    public void Change_BeforeItIsDue_MovesIt()
    {
        using var timer = Timer("moved", Second);

        timer.Change(Second * 3, Timeout.InfiniteTimeSpan);
        _time.Advance(Second * 2);
        Assert.Empty(_fired);
        _time.Advance(Second);
        Assert.Equal(["moved@3"], _fired);
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _time.Advance(Second * 100);
        Assert.Single(_fired);
    }

    [Fact]
    public async Task CreateTimer_DueAtOnce_FiresWithoutAdvance()
    {
        var fired = new TaskCompletionSource();
        await using var timer = _time.CreateTimer(_ => fired.SetResult(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        await fired.Task;
    }

    [Fact]
    public async Task TaskDelay_OnThisClock_EndsWithIt()
    {
        var delay = Task.Delay(Second, _time);
        _time.Advance(Second - TimeSpan.FromTicks(1));
        Assert.False(delay.IsCompleted);

        _time.Advance(TimeSpan.FromTicks(1));

        await delay;
    }

    [Fact]
    public async Task WhenTimerArmed_ArmedLater_CompletesThen()
    {
        using var far = Timer("far", Second * 100);
        var near = _time.WhenTimerArmedAsync(Second * 10, count: 2);
        using var one = Timer("one", Second * 10);
        Assert.False(near.IsCompleted);

        using var two = Timer("two", Second);

        await near;
        Assert.True(_time.WhenTimerArmedAsync(Second * 10, count: 2).IsCompleted);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _time.WhenTimerArmedAsync(due => due == Second * 5, cancellationToken: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void AdjustClock_BackOrForth_MovesNeitherTimersNorTimestamps()
    {
        var start = _time.GetUtcNow();
        var timestamp = _time.GetTimestamp();
        using var timer = _time.CreateTimer(_ => _fired.Add("due"), null, Second, Timeout.InfiniteTimeSpan);

        _time.AdjustClock(-Second * 60);
        _time.Advance(Second);

        Assert.Equal(start - (Second * 59), _time.GetUtcNow());
        Assert.Equal(Second, _time.GetElapsedTime(timestamp));
        Assert.Equal(["due"], _fired);
    }

    [Fact]
    public async Task Advance_FromManyThreads_AddsUp()
    {
        var start = _time.GetTimestamp();
        var ticks = 0;
        using var timer = _time.CreateTimer(_ => ticks++, null, Second, Second);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var count = 0; count < 100; count++)
            {
                _time.Advance(Second);
            }
        })));

        Assert.Equal(Second * 800, _time.GetElapsedTime(start));
        Assert.Equal(800, ticks);
    }

    [Fact]
    public void Advance_Back_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => _time.Advance(-Second));

    private ITimer Timer(string name, TimeSpan due, TimeSpan? period = null)
    {
        var start = new ManualTimeProvider().GetUtcNow();
        return _time.CreateTimer(
            _ => _fired.Add($"{name}@{(_time.GetUtcNow() - start).TotalSeconds}"), null, due, period ?? Timeout.InfiniteTimeSpan);
    }
}
