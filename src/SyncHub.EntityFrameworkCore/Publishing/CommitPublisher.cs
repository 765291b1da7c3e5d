using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SyncHub.EntityFrameworkCore.Models;
using SyncHub.Server;
using SyncHub.Server.Feed;
using SyncHub.Server.Log;
using SyncHub.Server.Resolvers;

namespace SyncHub.EntityFrameworkCore.Publishing;

/// <summary>
/// Tells the change log of commits, one loop in a process: reads the rows that a commit touched as the database has them now, and appends what it finds.
/// Who commits waits for none of that. While the database or the log does not answer, commits wait in order.
/// </summary>
internal sealed class CommitPublisher : IHostedService, IAsyncDisposable
{
    private const int CommitsPerBatch = 256;
    private const int KeysPerBatch = 2_000;

    // As many steps follow each other at once; then the processes that write the same rows at the same time are too much in step.
    private const int StepsWithoutDelay = 4;

    private readonly PublicationQueue _queue;
    private readonly IChangeLog _log;
    private readonly CommittedRows _rows;
    private readonly PublisherMetrics _metrics;
    private readonly PublisherOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<CommitPublisher> _logger;
    private readonly InDoubtCommits _inDoubt;
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private int _isOverflowing;

    public CommitPublisher(
        IChangeLog log, CommittedRows rows, PublisherMetrics metrics, PublisherOptions options, TimeProvider time, ILogger<CommitPublisher> logger)
    {
        _queue = new PublicationQueue(options.MaxCommits, options.MaxKeys);
        _log = log;
        _rows = rows;
        _metrics = metrics;
        _options = options;
        _time = time;
        _logger = logger;
        _inDoubt = new InDoubtCommits(time, Enqueue, _queue.Lose);
        metrics.ObserveQueue(() => _queue.Count);
    }

    /// <summary>Has the rows of a commit told to the log, after those of the commits before it.</summary>
    public void Publish(Publication publication)
    {
        if (publication.Touches.Count == 0 && publication.Reset is null)
        {
            publication.Complete();
            return;
        }

        publication.Scope?.Expect(publication.Completed);
        Enqueue(publication);
    }

    /// <summary>Has a row read and told that others may have changed.</summary>
    /// <returns>Completes when the log has it; cancelled where there was no room for it, or the application ends.</returns>
    public Task PublishRow(TrackedModel model, SyncKey key) => PublishNow([new Touch(model, key, default)], reset: null);

    /// <summary>Has everybody who follows a model refreshed, after all that has been published by now.</summary>
    /// <inheritdoc cref="PublishRow"/>
    public Task PublishReset(TrackedModel model) => PublishNow([], model);

    /// <summary>The same for a commit that may or may not have been made, or that the database may yet make.</summary>
    public void PublishInDoubt(Publication publication)
    {
        Publish(publication);
        _inDoubt.Add(publication);
    }

    /// <summary>Completes when all that has been published by now is told.</summary>
    internal Task WhenToldAsync()
    {
        var marker = new Publication([], _time.GetUtcNow(), scope: null);
        Enqueue(marker);
        return marker.Completed;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Ends when what waits has been told, or with the patience of the host.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _inDoubt.DisposeAsync().ConfigureAwait(false);
        _queue.Close();
        var registration = cancellationToken.UnsafeRegister(static stopping => ((CancellationTokenSource)stopping!).Cancel(), _stopping);
        await using (registration.ConfigureAwait(false))
        {
            await _running.ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _inDoubt.DisposeAsync().ConfigureAwait(false);
        _queue.Close();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    private Task PublishNow(IReadOnlyList<Touch> touches, TrackedModel? reset)
    {
        var publication = new Publication(touches, _time.GetUtcNow(), MutationScope.Current) { Reset = reset };
        Publish(publication);
        return publication.Completed;
    }

    private void Enqueue(Publication publication)
    {
        if (_queue.TryAdd(publication))
        {
            return;
        }

        publication.Abandon();
        _metrics.Lost();
        if (Interlocked.Exchange(ref _isOverflowing, 1) == 0)
        {
            PublisherLog.Overflowed(_logger, string.Join(", ", publication.Models.Select(model => model.Model.Name)));
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (await _queue.WaitAsync(_stopping.Token).ConfigureAwait(false))
            {
                await PublishBatchAsync().ConfigureAwait(false);
                await GatherAsync().ConfigureAwait(false);
                await RefreshLostAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            var left = _queue.Take(int.MaxValue, int.MaxValue);
            foreach (var publication in left)
            {
                publication.Abandon();
            }

            if (left.Count > 0)
            {
                PublisherLog.Abandoned(_logger, left.Count);
                _log.ChangesLost();
            }
        }
    }

    /// <summary>
    /// Where commits come faster than they are told, lets some come together: telling them one by one would take the processor and the database from
    /// those who commit. In real time: nobody waits for it who drives a clock.
    /// </summary>
    private Task GatherAsync() =>
        _queue.Count == 0 ? Task.CompletedTask : Task.Delay(PublisherOptions.GatheringTime, TimeProvider.System, _stopping.Token);

    private async Task PublishBatchAsync()
    {
        var batch = new PublicationBatch(_queue.Take(CommitsPerBatch, KeysPerBatch), _log, _rows, _metrics, _options.Settles);
        try
        {
            for (var step = 1; !batch.IsDone; step++)
            {
                if (step > StepsWithoutDelay)
                {
                    await Task.Delay(PublisherOptions.NextSettlingDelay(), _time, _stopping.Token).ConfigureAwait(false);
                }

                await UntilDoneAsync(batch.StepAsync).ConfigureAwait(false);
            }

            batch.Complete();
        }
        catch (OperationCanceledException)
        {
            batch.Abandon();
            if (batch.Waiting > 0)
            {
                PublisherLog.Abandoned(_logger, batch.Waiting);
            }

            if (!batch.IsDone)
            {
                // Also where others told of a row meanwhile, which nobody reads once more.
                _log.ChangesLost();
            }

            throw;
        }
    }

    private async Task RefreshLostAsync()
    {
        foreach (var model in _queue.TakeLost())
        {
            await UntilDoneAsync(async cancellationToken =>
                await _log.AppendAsync(new Commit([ModelReset.Of(model.Model.Name)]), cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            Volatile.Write(ref _isOverflowing, 0);
        }
    }

    /// <summary>Tries until it works, or until the application stops.</summary>
    private async Task UntilDoneAsync(Func<CancellationToken, Task> work)
    {
        for (var failures = 0; ;)
        {
            try
            {
                await work(_stopping.Token).ConfigureAwait(false);
                if (failures > 0)
                {
                    PublisherLog.Resumed(_logger, failures);
                }

                return;
            }
#pragma warning disable CA1031 // The database's, the log's or the application's: the commit stays true, and is told later.
            catch (Exception exception) when (!_stopping.IsCancellationRequested)
#pragma warning restore CA1031
            {
                if (++failures == 1)
                {
                    PublisherLog.Interrupted(_logger, exception);
                }

                await Task.Delay(RetryDelay.After(failures), _time, _stopping.Token).ConfigureAwait(false);
            }
        }
    }
}
