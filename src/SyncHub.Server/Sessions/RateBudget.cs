namespace SyncHub.Server.Sessions;

/// <summary>So many at once, and so many a second from there on: a token bucket. Not safe for concurrent use.</summary>
/// <param name="burst">How many at once.</param>
/// <param name="perSecond">How many come back in a second.</param>
/// <param name="time">The clock.</param>
internal sealed class RateBudget(int burst, double perSecond, TimeProvider time)
{
    private double _left = burst;
    private long _at = time.GetTimestamp();
    private int _refused;

    /// <summary>Takes one; null where that went, else how long to wait until there is one.</summary>
    public TimeSpan? TryTake()
    {
        var now = time.GetTimestamp();
        _left = Math.Min(burst, _left + (time.GetElapsedTime(_at, now).TotalSeconds * perSecond));
        _at = now;
        if (_left >= 1)
        {
            _left--;
            _refused = Math.Max(_refused - 1, 0);
            return null;
        }

        // One after the other: if all came back for the same moment, all but one would be refused again.
        return TimeSpan.FromMilliseconds(Math.Ceiling((1 - _left + _refused++) / perSecond * 1000));
    }
}
