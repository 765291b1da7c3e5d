namespace SyncHub.Client.Connection;

/// <summary>
/// How long to wait before trying again: anywhere between the base and a ceiling that doubles with each failure, up to the maximum.
/// The spread keeps clients that were cut off together from coming back together, the first time included.
/// </summary>
/// <param name="baseDelay">The shortest wait.</param>
/// <param name="maxDelay">The longest wait.</param>
/// <param name="sample">Gives a number from 0 (inclusive) to 1 (exclusive).</param>
internal sealed class RetryDelay(TimeSpan baseDelay, TimeSpan maxDelay, Func<double> sample)
{
    /// <summary>The wait after <paramref name="failures"/> failures in a row, from 1 on.</summary>
    public TimeSpan After(int failures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        // Beyond 2^30 the ceiling is the maximum for any delays that the options allow, and the product stays finite.
        var ceiling = Math.Min(maxDelay.TotalMilliseconds, baseDelay.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 30)));
        var spread = Math.Max(0, ceiling - baseDelay.TotalMilliseconds);
        return baseDelay + TimeSpan.FromMilliseconds(spread * sample());
    }
}
