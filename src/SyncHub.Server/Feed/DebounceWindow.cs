using SyncHub.Server.Model;

namespace SyncHub.Server.Feed;

/// <summary>When held-back pushes are due. Pure: times are given, in ticks of one clock.</summary>
internal sealed class DebounceWindow(Debounce debounce)
{
    private TimeSpan? _opened;

    /// <summary>When the window closes; null while nothing is held back.</summary>
    public TimeSpan? Due { get; private set; }

    /// <summary>A change has been held back: the window stretches, but never beyond the maximum wait.</summary>
    public void Extend(TimeSpan now)
    {
        _opened ??= now;
        var latest = _opened.Value + debounce.MaxWait;
        var wanted = now + debounce.Window;
        Due = wanted < latest ? wanted : latest;
    }

    /// <summary>Everything has left.</summary>
    public void Close()
    {
        _opened = null;
        Due = null;
    }
}
