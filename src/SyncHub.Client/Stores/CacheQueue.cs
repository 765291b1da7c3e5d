using System.Threading.Channels;

namespace SyncHub.Client.Stores;

/// <summary>
/// What waits for the store, in order: one write for each key, and no more than <paramref name="capacity"/> jobs beyond a clearing. Beyond
/// that, loads and saves are refused, and a removal becomes a clearing, which leaves nothing else to wait. Safe for use from any thread; one takes.
/// </summary>
internal sealed class CacheQueue(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    // Under _gate.
    private readonly LinkedList<CacheJob> _jobs = new();
    private readonly Dictionary<string, LinkedListNode<CacheJob>> _writes = new(StringComparer.Ordinal);
    private bool _isCompleted;

    /// <summary>False where it is full.</summary>
    public bool TryAdd(CacheJob job)
    {
        lock (_gate)
        {
            if (_isCompleted)
            {
                return false;
            }

            if (job is CacheJob.Write again && _writes.TryGetValue(again.Key, out var node))
            {
                node.Value = job;
                return true;
            }

            if (_jobs.Count < capacity)
            {
                Append_NeedsLock(job);
            }
            else if (job is CacheJob.Remove)
            {
                AddClear_NeedsLock();
            }
            else
            {
                return false;
            }
        }

        _wake.Writer.TryWrite(true);
        return true;
    }

    /// <summary>Drops what waits, and has everything removed.</summary>
    public Task<Exception?> AddClear()
    {
        Task<Exception?> done;
        lock (_gate)
        {
            done = _isCompleted ? Task.FromResult<Exception?>(new ObjectDisposedException(nameof(SyncClient))) : AddClear_NeedsLock();
        }

        _wake.Writer.TryWrite(true);
        return done;
    }

    /// <summary>False where nothing comes any more.</summary>
    public async ValueTask<bool> WaitAsync()
    {
        if (!await _wake.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            return false;
        }

        _wake.Reader.TryRead(out _);
        return true;
    }

    public CacheJob? Take()
    {
        lock (_gate)
        {
            var job = _jobs.First?.Value;
            if (job is not null)
            {
                _jobs.RemoveFirst();
            }

            if (job is CacheJob.Write write)
            {
                _writes.Remove(write.Key);
            }

            return job;
        }
    }

    /// <summary>Takes no more; what waits can still be taken.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isCompleted = true;
        }

        _wake.Writer.TryComplete();
    }

    private Task<Exception?> AddClear_NeedsLock()
    {
        // One that waits already does for this as well, since nothing is left between them.
        var clear = _jobs.OfType<CacheJob.Clear>().FirstOrDefault() ?? new CacheJob.Clear();
        _jobs.Clear();
        _writes.Clear();
        Append_NeedsLock(clear);
        return clear.Done.Task;
    }

    private void Append_NeedsLock(CacheJob job)
    {
        var node = _jobs.AddLast(job);
        if (job is CacheJob.Write write)
        {
            _writes.Add(write.Key, node);
        }
    }
}
