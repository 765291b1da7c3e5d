using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SyncHub.Client.Sqlite;

/// <summary>
/// A store in a file, so that a client shows at its next start what it knew at the end of the last. Beyond its bounds, the entries that were
/// set or found the longest ago go first. A row that cannot be read is dropped; a file that is damaged is set aside as <c>*.corrupt</c>, in
/// place of an earlier one, and begun anew; both are logged. Several stores, in several processes too, may use one file. Safe for use from any
/// thread; calls run one after the other on the thread pool, and where 256 wait already, further ones wait for their turn to wait.
/// </summary>
public sealed class SqliteCacheStore : ISyncCacheStore, IAsyncDisposable
{
    private readonly DatabaseQueue _queue;

    /// <summary>Makes a store. The file is opened, and its directory made, when it is first needed.</summary>
    /// <param name="path">Of the file; it must be for this alone. On Unix only its owner can read a file that is made new.</param>
    /// <param name="options">Null for the defaults; later changes of them have no effect.</param>
    /// <exception cref="ArgumentException">The path is empty, or a bound is not above zero.</exception>
    public SqliteCacheStore(string path, SqliteCacheStoreOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new SqliteCacheStoreOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBytes, 1);
        if (options.MaxAge != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.MaxAge, TimeSpan.Zero);
        }

        ArgumentNullException.ThrowIfNull(options.TimeProvider);
        Path = System.IO.Path.GetFullPath(path);
        var logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger("SyncHub.Client.Sqlite");
        var file = new DatabaseFile(Path, logger);
        _queue = new DatabaseQueue(file, new CacheTable(options.MaxBytes, options.MaxAge, options.TimeProvider, logger));
    }

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public ValueTask<SyncCacheEntry?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _queue.RunAsync((table, connection) => table.Get(connection, key), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask SetAsync(string key, SyncCacheEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(entry);
        await _queue.RunAsync((table, connection) => table.Set(connection, key, entry), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        await _queue.RunAsync((_, connection) => CacheTable.Remove(connection, key), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes every entry, whoever set it, from the disk too, and the file that was set aside if there is one.</summary>
    /// <param name="cancellationToken">Ends the waiting; what has begun is done.</param>
    public async ValueTask ClearAsync(CancellationToken cancellationToken = default)
    {
        await _queue.RunAsync((_, connection) => CacheTable.Clear(connection), cancellationToken).ConfigureAwait(false);
        File.Delete(DatabaseFile.CorruptPath(Path));
    }

    /// <summary>Does what waits, and closes the file. Later calls throw <see cref="ObjectDisposedException"/>.</summary>
    public ValueTask DisposeAsync() => _queue.DisposeAsync();
}
