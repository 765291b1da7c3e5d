using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SyncHub.EntityFrameworkCore.Capture;
using SyncHub.EntityFrameworkCore.Publishing;
using SyncHub.EntityFrameworkCore.Sources;
using SyncHub.Server.Resolvers;

namespace SyncHub.EntityFrameworkCore.Outbox;

/// <summary>
/// Tells the change log of what the outbox of a context holds, and deletes it there once the log has it: at least once, whatever ends in between. It keeps
/// no place in the table, but takes what is there, so that an entry that becomes visible late is only told later. Each process tells of its own saves;
/// those of one that has gone are taken over by any other, and told twice: the one that saved may have read the rows before, tell of them after, and
/// end before it looks again.
/// </summary>
internal sealed class OutboxRelay<TContext>(ContextSource<TContext> contexts, OutboxReader reader, CommitPublisher publisher, OutboxNode node, OutboxMetrics metrics, TimeProvider time, ILogger<OutboxRelay<TContext>> logger)
    : BackgroundService, IOutboxRelay
    where TContext : DbContext
{
    private volatile OutboxStatus _status = OutboxStatus.Fine;

    public Type ContextType => typeof(TContext);

    public OutboxStatus Status => _status;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (await FindOptionsAsync(stoppingToken).ConfigureAwait(false) is not { } options)
        {
            return;
        }

        metrics.Observe(this, time);
        var isFirst = true;
        for (var failures = 0; !stoppingToken.IsCancellationRequested;)
        {
            try
            {
                while (await RelayAsync(options, isFirst, stoppingToken).ConfigureAwait(false))
                {
                }

                // Whatever lay there belongs to nobody who is sure to be alive.
                isFirst = false;
                OutboxLog.Recovered(logger, failures, typeof(TContext));
                failures = 0;
                await node.Signal(typeof(TContext)).WaitAsync(options.PollInterval, time, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                OutboxLog.Failed(logger, exception, ++failures, typeof(TContext));
                _status = _status with { FailingSince = _status.FailingSince ?? time.GetUtcNow() };
                await Task.Delay(RetryDelay.After(failures), time, stoppingToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<DurableOptions?> FindOptionsAsync(CancellationToken cancellationToken)
    {
        if (contexts.RegisteredOptions()?.FindExtension<SyncHubOptionsExtension>() is { } registered)
        {
            return registered.Durable;
        }

        // Said in OnConfiguring, which only a context knows.
        await using var lease = await contexts.OpenAsync(cancellationToken).ConfigureAwait(false);
        return lease.Context.GetService<IDbContextOptions>().FindExtension<SyncHubOptionsExtension>()?.Durable;
    }

    /// <summary>Relays a batch; false where nothing is left.</summary>
    private async Task<bool> RelayAsync(DurableOptions options, bool takesAll, CancellationToken cancellationToken)
    {
        await using var lease = await contexts.OpenAsync(cancellationToken).ConfigureAwait(false);
        var outbox = lease.Context.Set<OutboxEntry>();
        var own = node.Id;
        var abandonedBy = (time.GetUtcNow() - options.TakeOverAfter).UtcTicks;
        var entries = await outbox.AsNoTracking()
            .Where(entry => (takesAll && entry.Node != OutboxEntry.Nobody) || entry.Node == own || entry.SavedAt < abandonedBy)
            .OrderBy(entry => entry.Id)
            .Take(options.BatchSize)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        if (entries.Count == 0)
        {
            _status = OutboxStatus.Fine;
            return false;
        }

        _status = _status with { Oldest = new DateTimeOffset(entries.Min(entry => entry.SavedAt), TimeSpan.Zero) };
        var isFull = entries.Count == options.BatchSize;
        if (isFull)
        {
            // What belongs together became visible together, and is told together.
            var (commit, last) = (entries[^1].Commit, entries[^1].Id);
            entries.AddRange(await outbox.AsNoTracking().Where(entry => entry.Commit == commit && entry.Id > last).OrderBy(entry => entry.Id)
                .ToListAsync(cancellationToken).ConfigureAwait(false));
        }

        var told = new List<Task>();
        foreach (var publication in reader.Read(typeof(TContext), entries))
        {
            publisher.Publish(publication);
            told.Add(publication.Completed);
        }

        await Task.WhenAll(told).WaitAsync(cancellationToken).ConfigureAwait(false);
        foreach (var commit in entries.Select(entry => entry.Commit).Distinct())
        {
            node.Complete(commit);
        }

        var takenOver = entries.FindAll(entry => entry.Node != own && entry.Node != OutboxEntry.Nobody).ConvertAll(entry => entry.Id);
        var done = entries.ConvertAll(entry => entry.Id).Except(takenOver).ToList();
        await outbox.Where(entry => done.Contains(entry.Id)).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        if (takenOver.Count > 0)
        {
            var now = time.GetUtcNow().UtcTicks;
            await outbox.Where(entry => takenOver.Contains(entry.Id)).ExecuteUpdateAsync(
                entry => entry.SetProperty(one => one.Node, OutboxEntry.Nobody).SetProperty(one => one.SavedAt, now), cancellationToken).ConfigureAwait(false);
        }

        metrics.Relayed(entries.Count);
        _status = OutboxStatus.Fine;
        return isFull;
    }
}
