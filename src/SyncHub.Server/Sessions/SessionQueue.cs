namespace SyncHub.Server.Sessions;

/// <summary>What a session has to be answered, served one at a time and in order, beside everything else. As long as the session's limits allow.</summary>
/// <param name="serve">Serves one piece of work; never throws.</param>
internal sealed class SessionQueue(Func<SessionWork, Task> serve)
{
    private readonly Lock _gate = new();
    private readonly Queue<SessionWork> _work = new();
    private bool _working;
    private bool _closed;

    public void Enqueue(SessionWork work)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _work.Enqueue(work);
            if (_working)
            {
                return;
            }

            _working = true;
        }

        _ = Task.Run(WorkAsync);
    }

    /// <summary>Takes a request out again: else a client that asks and withdraws again and again would have work pile up that no limit counts.</summary>
    public void Drop(SubscribeRequest request)
    {
        lock (_gate)
        {
            for (var left = _work.Count; left > 0; left--)
            {
                var work = _work.Dequeue();
                var served = work is SessionWork.Resolved resolved ? resolved.Join.Work : work;
                if (served is not SessionWork.Subscribe subscribe || !ReferenceEquals(subscribe.Request, request))
                {
                    _work.Enqueue(work);
                }
            }
        }
    }

    /// <summary>Serves nothing more than what is under way.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _work.Clear();
        }
    }

    private async Task WorkAsync()
    {
        while (TryTake() is { } work)
        {
            await serve(work).ConfigureAwait(false);
        }
    }

    private SessionWork? TryTake()
    {
        lock (_gate)
        {
            if (_work.TryDequeue(out var work))
            {
                return work;
            }

            _working = false;
            return null;
        }
    }
}
