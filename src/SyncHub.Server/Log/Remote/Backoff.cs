namespace SyncHub.Server.Log.Remote;

/// <summary>How long to wait before the next attempt.</summary>
internal static class Backoff
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>The wait after so many failures in a row, the first being 1: twice the one before, at most 2 seconds.</summary>
    public static TimeSpan After(int failures) => failures > 6 ? Longest : TimeSpan.FromTicks(Math.Min(Longest.Ticks, Shortest.Ticks << Math.Max(0, failures - 1)));
}
