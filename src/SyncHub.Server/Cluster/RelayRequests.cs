using System.Collections.Concurrent;

namespace SyncHub.Server.Cluster;

/// <summary>What this node has asked of others and has no word of yet. As many as there are callers that wait.</summary>
internal sealed class RelayRequests
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource> _waiting = new();
    private long _last;

    public (long Id, Task Done) Open()
    {
        var id = Interlocked.Increment(ref _last);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = done;
        return (id, done.Task);
    }

    /// <summary>It is done, or nobody waits for it any more.</summary>
    public void Close(long id)
    {
        if (_waiting.TryRemove(id, out var done))
        {
            done.TrySetResult();
        }
    }

    /// <summary>Nobody is left to do anything.</summary>
    public void CloseAll()
    {
        foreach (var (id, _) in _waiting)
        {
            Close(id);
        }
    }
}
