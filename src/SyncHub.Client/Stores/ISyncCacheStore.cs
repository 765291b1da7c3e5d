namespace SyncHub.Client;

/// <summary>
/// Where a client keeps what the server last said, so that the next start has something to show before the connection is there. Several
/// clients may share a store, and call it at the same time; each makes one call after the other, never on the threads that deliver data,
/// and none before the last one has ended. Nothing waits for a store but <see cref="SyncClient.ClearCacheAsync"/>: one that is slow or throws
/// costs its own benefit only. The client does not dispose of it.
/// </summary>
public interface ISyncCacheStore
{
    /// <summary>Finds an entry.</summary>
    /// <param name="key">Opaque; compared by ordinal, case matters. May be as long as a query is.</param>
    /// <param name="cancellationToken">Cancelled after <see cref="SyncCacheOptions.StoreTimeout"/>: give up then.</param>
    /// <returns>The entry that was set last; null where there is none, it was evicted, or it cannot be read any more.</returns>
    ValueTask<SyncCacheEntry?> GetAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Keeps an entry in place of the one before. The store may evict it, or others for it, whenever it likes.</summary>
    /// <param name="key">Opaque; compared by ordinal, case matters.</param>
    /// <param name="entry">The entry; the store may hold on to it, since neither it nor its content changes.</param>
    /// <param name="cancellationToken">Cancelled after <see cref="SyncCacheOptions.StoreTimeout"/>: give up then.</param>
    ValueTask SetAsync(string key, SyncCacheEntry entry, CancellationToken cancellationToken = default);

    /// <summary>Removes an entry, if it is there.</summary>
    /// <param name="key">Opaque; compared by ordinal, case matters.</param>
    /// <param name="cancellationToken">Cancelled after <see cref="SyncCacheOptions.StoreTimeout"/>: give up then.</param>
    ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Removes every entry, whoever set it.</summary>
    /// <param name="cancellationToken">Cancelled after <see cref="SyncCacheOptions.StoreTimeout"/>: give up then.</param>
    ValueTask ClearAsync(CancellationToken cancellationToken = default);
}
