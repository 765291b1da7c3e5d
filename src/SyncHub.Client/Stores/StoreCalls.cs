namespace SyncHub.Client.Stores;

/// <summary>Calls the application's store: each call within its time, whatever it throws contained.</summary>
internal sealed class StoreCalls(ISyncCacheStore store, TimeSpan limit, TimeProvider time, CacheFailures failures) : IDisposable
{
    private readonly CancellationTokenSource _stopped = new();

    /// <summary>The entry; null as well where the store failed.</summary>
    public async Task<SyncCacheEntry?> GetAsync(string key)
    {
        SyncCacheEntry? entry = null;
        await RunAsync("get", async token => entry = await store.GetAsync(key, token).ConfigureAwait(false)).ConfigureAwait(false);
        return entry;
    }

    public Task SetAsync(string key, SyncCacheEntry entry) => RunAsync("set", token => store.SetAsync(key, entry, token));

    public Task RemoveAsync(string key) => RunAsync("remove", token => store.RemoveAsync(key, token));

    /// <summary>Returns what went wrong.</summary>
    public Task<Exception?> ClearAsync() => RunAsync("clear", store.ClearAsync);

    /// <summary>Has the call under way give up.</summary>
    public Task StopAsync() => _stopped.CancelAsync();

    public void Dispose() => _stopped.Dispose();

    private async Task<Exception?> RunAsync(string operation, Func<CancellationToken, ValueTask> call)
    {
        using var overdue = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(overdue.Token, _stopped.Token);
        var timeout = new TimeoutException($"The store's '{operation}' took longer than StoreTimeout ({limit:c}).");

        // Told when it is overdue, and not when it ends: a store that pays no heed to its token may never end.
        using var report = overdue.Token.UnsafeRegister(_ => failures.Report(operation, timeout), null);
        try
        {
            await call(either.Token).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (overdue.IsCancellationRequested)
        {
            return timeout;
        }
        catch (OperationCanceledException exception) when (_stopped.IsCancellationRequested)
        {
            return exception;
        }
#pragma warning disable CA1031 // The application's store; whatever it throws, the client goes on without it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failures.Report(operation, exception);
            return exception;
        }
    }
}
