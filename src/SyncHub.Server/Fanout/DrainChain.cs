using System.Threading.Tasks.Sources;

namespace SyncHub.Server.Fanout;

/// <summary>
/// Drains many outboxes in chunks, each chunk a thread-pool item that queues the next: between two chunks the pool serves the
/// transports that the chunk before has woken, so a wide fan-out neither floods the pool nor runs ahead of the sockets.
/// One run at a time; reused, so that a pass allocates nothing.
/// </summary>
internal sealed class DrainChain : IThreadPoolWorkItem, IValueTaskSource
{
    private const int ChunkSize = 24;

    private ManualResetValueTaskSourceCore<bool> _completion;
    private List<Outbox> _outboxes = [];
    private int _next;

    /// <summary>Drains all; completes when each has been drained or goes on by itself. The list must not change meanwhile.</summary>
    public ValueTask RunAsync(List<Outbox> outboxes)
    {
        _completion.Reset();
        _outboxes = outboxes;
        _next = 0;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return new ValueTask(this, _completion.Version);
    }

    void IThreadPoolWorkItem.Execute()
    {
        var end = Math.Min(_next + ChunkSize, _outboxes.Count);
        while (_next < end)
        {
            _outboxes[_next++].Drain();
        }

        if (_next < _outboxes.Count)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else
        {
            _completion.SetResult(true);
        }
    }

    void IValueTaskSource.GetResult(short token) => _completion.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);
}
