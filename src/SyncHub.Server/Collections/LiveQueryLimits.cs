namespace SyncHub.Server.Collections;

/// <summary>Bounds of live queries.</summary>
/// <param name="Matches">How many rows a query without <c>top</c> may match.</param>
/// <param name="FullResult">Up to how many matches a whole result is held.</param>
/// <param name="DeepPage">A page that ends beyond this place is read again rather than held along with all rows before it.</param>
/// <param name="Idle">How long a query is kept that nobody follows.</param>
/// <param name="IdleQueries">How many such queries are kept at most.</param>
internal sealed record LiveQueryLimits(int Matches, int FullResult, int DeepPage, TimeSpan Idle, int IdleQueries)
{
    /// <summary>A read that the feed has outrun, or that does not show yet what the log already has, is repeated so often before it counts as failed.</summary>
    public const int MaxReads = 100;

    // A source shows a write within moments of the log.
    private const int PromptReads = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait before a read is repeated that was useless so many times in a row.</summary>
    public static TimeSpan RepeatAfter(int reads) => reads < PromptReads ? TimeSpan.Zero : Pause;

    /// <summary>How long to wait before a source is asked again that has failed so many times in a row.</summary>
    public static TimeSpan RetryAfter(int failures) =>
        failures > 5 ? LastRetry : TimeSpan.FromTicks(Math.Min(LastRetry.Ticks, FirstRetry.Ticks << (failures - 1)));
}
