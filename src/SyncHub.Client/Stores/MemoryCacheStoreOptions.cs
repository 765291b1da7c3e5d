namespace SyncHub.Client;

/// <summary>What a <see cref="MemoryCacheStore"/> holds at most.</summary>
public sealed class MemoryCacheStoreOptions
{
    /// <summary>How many entries. Default: 10,000; at least 1.</summary>
    public int MaxEntries { get; set; } = 10_000;

    /// <summary>How many bytes of keys and contents, two for each character of a key. Default: 64 MiB; at least 1. An entry that alone is larger is not kept.</summary>
    public long MaxBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How long after it was set an entry is kept. Default: <see cref="Timeout.InfiniteTimeSpan"/>, without end; the client has a limit of its own, <see cref="SyncCacheOptions.MaxAge"/>.</summary>
    public TimeSpan MaxAge { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>The clock for <see cref="MaxAge"/>. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
