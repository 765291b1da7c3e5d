using SyncHub.Server.Model;

namespace SyncHub.Server.Feed;

/// <summary>A debounce window, and the timer that rings when it closes. The feed's loop calls; rings come from any thread.</summary>
internal sealed class DebounceTimer : IAsyncDisposable
{
    private readonly DebounceWindow _window;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    /// <param name="debounce">How long pushes are held back.</param>
    /// <param name="time">Measures that.</param>
    /// <param name="rang">The window may have closed: <see cref="TryClose"/> is due.</param>
    public DebounceTimer(Debounce debounce, TimeProvider time, Action rang)
    {
        _window = new DebounceWindow(debounce);
        _time = time;
        _timer = time.CreateTimer(_ => rang(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A change has been held back.</summary>
    public void Extend()
    {
        _window.Extend(Now());
        Start();
    }

    /// <summary>Whether all that is held back is to leave now.</summary>
    public bool TryClose()
    {
        if (_window.Due is not { } due)
        {
            return false;
        }

        if (Now() < due)
        {
            // The timer was set again meanwhile, or its clock is coarser than ours: without another start nothing might ever flush.
            Start();
            return false;
        }

        _window.Close();
        return true;
    }

    /// <summary>Everything has left.</summary>
    public void Close() => _window.Close();

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Start()
    {
        // Timers count whole milliseconds and leave out what is beyond.
        var left = Math.Ceiling((_window.Due!.Value - Now()).TotalMilliseconds);
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(0, left)), Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Now() => _time.GetElapsedTime(0);
}
