using SyncHub.Queries;
using SyncHub.Server.Data;
using SyncHub.Server.Feed;
using SyncHub.Server.Log;

namespace SyncHub.Server.Collections;

/// <summary>A total as a source counted it.</summary>
/// <param name="Total">The total.</param>
/// <param name="Seq">It has all changes up to there, and may have more unless the source knew better.</param>
/// <param name="Position">The exact position of the read; null where the source does not know it.</param>
/// <param name="Ended">When the source had answered.</param>
internal sealed record CountedTotal(long Total, long Seq, LogHead? Position, DateTimeOffset Ended);

/// <summary>
/// Asks the source for the total of a list again, as often as it is in doubt: one read at a time, at once at first and then with pauses.
/// Owned by the feed's loop.
/// </summary>
/// <param name="query">Filter and order.</param>
/// <param name="reads">Reads the source.</param>
/// <param name="isWanted">Whether the list is still the one that asked.</param>
/// <param name="found">Takes what was counted.</param>
internal sealed class TotalRecount<T>(Query query, SourceReads<T> reads, Func<bool> isWanted, Func<CountedTotal, FeedPosition, ValueTask> found)
    where T : class
{
    private bool _isBusy;
    private bool _isDue;
    private int _repeated;
    private int _failures;

    /// <summary>The total is in doubt as of this position.</summary>
    public void Ask(long noted)
    {
        if (_isBusy)
        {
            _isDue = true;
            return;
        }

        (_isBusy, _isDue) = (true, false);
        reads.Start([new RowRange<T> { Query = query, Take = 0, CountTotal = true }], (outcome, position) => TakeAsync(outcome, noted, position));
    }

    private async ValueTask TakeAsync(ReadOutcome<T> outcome, long noted, FeedPosition position)
    {
        if (!isWanted())
        {
            return;
        }

        if (outcome.Rows is not [{ Total: { } total } read])
        {
            AskLater(LiveQueryLimits.RetryAfter(++_failures));
            return;
        }

        // What makes it doubtful again while this is looked at, or made it so meanwhile, is counted once more.
        _failures = 0;
        _isDue = false;
        await found(new CountedTotal(total, read.Position?.Seq ?? noted, read.Position, outcome.Ended), position).ConfigureAwait(false);
        if (_isDue && isWanted())
        {
            AskLater(LiveQueryLimits.RepeatAfter(++_repeated));
        }
        else
        {
            (_isBusy, _repeated) = (false, 0);
        }
    }

    private void AskLater(TimeSpan delay) => reads.Later(delay, position =>
    {
        _isBusy = false;
        if (isWanted())
        {
            Ask(position.Seq);
        }

        return ValueTask.CompletedTask;
    });
}
