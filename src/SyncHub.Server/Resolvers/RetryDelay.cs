namespace SyncHub.Server.Resolvers;

/// <summary>How long to wait before a failed run is repeated: a second, twice as long after each further failure, half a minute at most.</summary>
internal static class RetryDelay
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <param name="failures">How many runs have failed in a row; at least 1.</param>
    public static TimeSpan After(int failures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        var delay = First * Math.Pow(2, Math.Min(failures, 16) - 1);
        return delay < Longest ? delay : Longest;
    }
}
