using Microsoft.Extensions.Logging;
using SyncHub.Server.Data;
using SyncHub.Server.Diagnostics;
using SyncHub.Server.Errors;
using SyncHub.Server.Feed;
using SyncHub.Server.Model;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Collections;

/// <summary>How a read ended.</summary>
/// <param name="Rows">What was read, a result for each range; null where it failed.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Ended">When the source had answered: what shows in it only later is not in the rows.</param>
internal sealed record ReadOutcome<T>(IReadOnlyList<RowsRead<T>>? Rows, SyncError? Error, DateTimeOffset Ended)
    where T : class;

/// <summary>Reads the source beside the feed's loop, within a time limit, and brings what it found back onto the loop. Never throws.</summary>
/// <param name="model">The model.</param>
/// <param name="source">The source.</param>
/// <param name="gate">How many reads run at once on the node.</param>
/// <param name="timeout">How long a read may take.</param>
/// <param name="post">Runs something on the loop, at the loop's position then.</param>
/// <param name="metrics">Counts the reads.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Takes what goes wrong.</param>
/// <param name="stopping">Cancelled when the feed stops.</param>
internal sealed partial class SourceReads<T>(
    SyncModel model,
    ICollectionSource<T> source,
    SourceGate gate,
    TimeSpan timeout,
    Action<Func<FeedPosition, ValueTask>> post,
    ServerMetrics metrics,
    TimeProvider time,
    ILogger logger,
    CancellationToken stopping)
    where T : class
{
    public QueryEvaluation Evaluation => source.Evaluation;

    /// <summary>Starts a read of several ranges; what becomes of it arrives on the loop.</summary>
    public void Start(IReadOnlyList<RowRange<T>> ranges, Func<ReadOutcome<T>, FeedPosition, ValueTask> done) =>
        _ = Task.Run(
            async () =>
            {
                var outcome = await ReadAsync(ranges).ConfigureAwait(false);
                post(position => done(outcome, position));
            },
            CancellationToken.None);

    /// <summary>Counts pages that are read again as a whole.</summary>
    public void Requeried(int pages) => metrics.Requeried(model.Name, pages);

    /// <summary>Runs something on the loop after a while, or as soon as it is free.</summary>
    public void Later(TimeSpan delay, Func<FeedPosition, ValueTask> step)
    {
        if (delay == TimeSpan.Zero)
        {
            post(step);
        }
        else
        {
            _ = LaterAsync(delay, step);
        }
    }

    private async Task LaterAsync(TimeSpan delay, Func<FeedPosition, ValueTask> step)
    {
        try
        {
            await Task.Delay(delay, time, stopping).ConfigureAwait(false);
            post(step);
        }
        catch (OperationCanceledException)
        {
            // The feed stops.
        }
    }

    private async Task<ReadOutcome<T>> ReadAsync(IReadOnlyList<RowRange<T>> ranges)
    {
        try
        {
            using var turn = await gate.EnterAsync(stopping).ConfigureAwait(false);
            using var late = new CancellationTokenSource(timeout, time);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, late.Token);

            // A source that does not heed the cancellation is not waited for.
            var rows = await ReadAllAsync(ranges, ended.Token).WaitAsync(ended.Token).ConfigureAwait(false);
            return new ReadOutcome<T>(rows, null, time.GetUtcNow());
        }
        catch (SyncException refused)
        {
            return new ReadOutcome<T>(null, refused.Error, default);
        }
        catch (Exception exception)
        {
            if (!stopping.IsCancellationRequested)
            {
                LogReadFailed(exception, model.Name);
            }

            return new ReadOutcome<T>(null, SyncErrors.SourceUnavailable(model.Name), default);
        }
    }

    private async Task<IReadOnlyList<RowsRead<T>>> ReadAllAsync(IReadOnlyList<RowRange<T>> ranges, CancellationToken cancellationToken)
    {
        var reads = new List<RowsRead<T>>(ranges.Count);
        foreach (var range in ranges)
        {
            metrics.SourceRead(model.Name);
            reads.Add(await source.ReadAsync(range, cancellationToken).ConfigureAwait(false));
        }

        return reads;
    }

    [LoggerMessage(1, LogLevel.Error, "The source of model {Model} failed to answer a query.")]
    private partial void LogReadFailed(Exception exception, string model);
}
