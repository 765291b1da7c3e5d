namespace SyncHub.Client;

/// <summary>
/// A store in this process's memory: for clients that come and go within one. Beyond its bounds, the entries that were set or
/// found the longest ago go first. Safe for use from any thread.
/// </summary>
public sealed class MemoryCacheStore : ISyncCacheStore
{
    private readonly int _maxEntries;
    private readonly long _maxBytes;
    private readonly TimeSpan _maxAge;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();

    // Under _gate: the slots by key, by their last use and by when they were set, the oldest first.
    private readonly Dictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private readonly LinkedList<Slot> _byUse = new();
    private readonly LinkedList<Slot> _byAge = new();
    private long _bytes;

    /// <summary>Makes an empty store.</summary>
    /// <param name="options">Null for the defaults; later changes of them have no effect.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is not above zero.</exception>
    public MemoryCacheStore(MemoryCacheStoreOptions? options = null)
    {
        options ??= new MemoryCacheStoreOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxEntries, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBytes, 1);
        if (options.MaxAge != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.MaxAge, TimeSpan.Zero);
        }

        ArgumentNullException.ThrowIfNull(options.TimeProvider);
        (_maxEntries, _maxBytes, _maxAge, _time) = (options.MaxEntries, options.MaxBytes, options.MaxAge, options.TimeProvider);
    }

    /// <inheritdoc/>
    public ValueTask<SyncCacheEntry?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<SyncCacheEntry?>(cancellationToken);
        }

        lock (_gate)
        {
            EvictOld_NeedsLock();
            if (!_slots.TryGetValue(key, out var slot))
            {
                return ValueTask.FromResult<SyncCacheEntry?>(null);
            }

            _byUse.Remove(slot.Use);
            _byUse.AddLast(slot.Use);
            return ValueTask.FromResult<SyncCacheEntry?>(slot.Entry);
        }
    }

    /// <inheritdoc/>
    public ValueTask SetAsync(string key, SyncCacheEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(entry);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        lock (_gate)
        {
            EvictOld_NeedsLock();
            Remove_NeedsLock(key);
            var slot = new Slot(key, entry, (2L * key.Length) + entry.Content.Length, _time.GetTimestamp());
            if (slot.Bytes <= _maxBytes)
            {
                _slots.Add(key, slot);
                _byUse.AddLast(slot.Use);
                _byAge.AddLast(slot.Age);
                _bytes += slot.Bytes;
            }

            while (_slots.Count > _maxEntries || _bytes > _maxBytes)
            {
                Remove_NeedsLock(_byUse.First!.Value.Key);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        lock (_gate)
        {
            Remove_NeedsLock(key);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ClearAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        lock (_gate)
        {
            _slots.Clear();
            _byUse.Clear();
            _byAge.Clear();
            _bytes = 0;
        }

        return ValueTask.CompletedTask;
    }

    private void EvictOld_NeedsLock()
    {
        while (_maxAge != Timeout.InfiniteTimeSpan && _byAge.First is { Value: var oldest } && _time.GetElapsedTime(oldest.SetAt) > _maxAge)
        {
            Remove_NeedsLock(oldest.Key);
        }
    }

    private void Remove_NeedsLock(string key)
    {
        if (_slots.Remove(key, out var slot))
        {
            _byUse.Remove(slot.Use);
            _byAge.Remove(slot.Age);
            _bytes -= slot.Bytes;
        }
    }

    private sealed class Slot
    {
        public Slot(string key, SyncCacheEntry entry, long bytes, long setAt)
        {
            (Key, Entry, Bytes, SetAt) = (key, entry, bytes, setAt);
            Use = new LinkedListNode<Slot>(this);
            Age = new LinkedListNode<Slot>(this);
        }

        public string Key { get; }

        public SyncCacheEntry Entry { get; }

        public long Bytes { get; }

        public long SetAt { get; }

        public LinkedListNode<Slot> Use { get; }

        public LinkedListNode<Slot> Age { get; }
    }
}
