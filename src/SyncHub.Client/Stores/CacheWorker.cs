using SyncHub.Client.Subscriptions;
using SyncHub.Client.Telemetry;

namespace SyncHub.Client.Stores;

/// <summary>The only one that uses the store: takes one job after the other, apart from the client's loop.</summary>
internal sealed class CacheWorker : IAsyncDisposable
{
    private readonly SyncCacheOptions _options;
    private readonly TimeProvider _time;
    private readonly CacheQueue _queue;
    private readonly StoreCalls _store;
    private readonly IdentitySource _identity;
    private readonly SyncClientMetrics _metrics;
    private readonly CacheFailures _failures;
    private readonly Action<CacheJob.Load, SubscriptionContent> _loaded;
    private readonly Task _running;
    private volatile bool _isAborted;

    public CacheWorker(
        SyncCacheOptions options,
        TimeProvider time,
        CacheQueue queue,
        IdentitySource identity,
        SyncClientMetrics metrics,
        CacheFailures failures,
        Action<CacheJob.Load, SubscriptionContent> loaded)
    {
        _options = options;
        _time = time;
        _queue = queue;
        _store = new StoreCalls(options.Store!, options.StoreTimeout, time, failures);
        _identity = identity;
        _metrics = metrics;
        _failures = failures;
        _loaded = loaded;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Does what waits, as far as that is possible within one call's time.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Complete();
        try
        {
            await _running.WaitAsync(_options.StoreTimeout, _time).ConfigureAwait(false);
            _store.Dispose();
        }
        catch (TimeoutException exception)
        {
            _isAborted = true;
            _failures.Report("dispose", exception);
            await _store.StopAsync().ConfigureAwait(false);
        }
    }

    private async Task RunAsync()
    {
        while (await _queue.WaitAsync().ConfigureAwait(false))
        {
            while (_queue.Take() is { } job)
            {
                await RunContainedAsync(job).ConfigureAwait(false);
            }
        }
    }

    private async Task RunContainedAsync(CacheJob job)
    {
        try
        {
            await RunAsync(job).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // One bad entry must not end what the others need.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failures.Report("job", exception);
        }
    }

    private async Task RunAsync(CacheJob job)
    {
        switch (job)
        {
            case CacheJob.Clear clear:
                clear.Done.SetResult(_isAborted ? new ObjectDisposedException(nameof(SyncClient)) : await _store.ClearAsync().ConfigureAwait(false));
                break;
            case var _ when _isAborted:
                break;
            case CacheJob.Load load:
                await LoadAsync(load).ConfigureAwait(false);
                break;
            case CacheJob.Save save:
                await _store.SetAsync(save.Key, Entry(save)).ConfigureAwait(false);
                break;
            case CacheJob.Remove remove:
                await _store.RemoveAsync(remove.Key).ConfigureAwait(false);
                break;
        }
    }

    private async Task LoadAsync(CacheJob.Load load)
    {
        var slot = load.Slot;
        var entry = await _store.GetAsync(slot.Key).ConfigureAwait(false);
        _metrics.CacheLoaded(entry is not null);
        if (entry is null)
        {
            return;
        }

        SubscriptionContent? content = null;
        var dropped = CacheEntryCheck.Reject(entry, _options.SchemaVersion, load.Owner.User, _options.MaxAge, _time.GetUtcNow());
        if (dropped is null && (content = slot.Format.Read(entry.Content, entry.Version)) is null)
        {
            dropped = CacheEntryCheck.Corrupt;
        }

        if (dropped is not null)
        {
            _failures.ReportDropped(slot.Subscription.Key.Model, dropped);
            await _store.RemoveAsync(slot.Key).ConfigureAwait(false);
        }
        else if (_identity.Ask() == load.Owner)
        {
            // Asked once more, since the store may have taken its time.
            _loaded(load, content!);
        }
    }

    private SyncCacheEntry Entry(CacheJob.Save save) => new()
    {
        SchemaVersion = _options.SchemaVersion,
        User = save.Owner.User,
        Version = save.Content.Version,
        Content = save.Slot.Format.Write(save.Content),
        StoredAt = _time.GetUtcNow(),
    };
}
