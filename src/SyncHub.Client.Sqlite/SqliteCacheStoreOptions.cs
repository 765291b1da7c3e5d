using Microsoft.Extensions.Logging;

namespace SyncHub.Client.Sqlite;

/// <summary>What a <see cref="SqliteCacheStore"/> keeps at most, and where it reports.</summary>
public sealed class SqliteCacheStoreOptions
{
    /// <summary>How many bytes of keys and contents, two for each character of a key. Default: 64 MiB; at least 1. An entry that alone is larger is not kept. The file takes a little more.</summary>
    public long MaxBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How long after <see cref="SyncCacheEntry.StoredAt"/> an entry is kept. Default: 30 days; <see cref="Timeout.InfiniteTimeSpan"/> for without end.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The clock for <see cref="MaxAge"/>. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where dropped rows and files are logged. Default: null, nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }
}
