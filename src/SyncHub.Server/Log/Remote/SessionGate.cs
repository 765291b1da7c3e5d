namespace SyncHub.Server.Log.Remote;

/// <summary>Holds the present session and lets wait for one. Safe for concurrent use.</summary>
internal sealed class SessionGate<TSession>
    where TSession : LogSession
{
    private readonly Lock _gate = new();
    private TSession? _session;
    private TaskCompletionSource<TSession> _opened = New();

    /// <summary>The next session that has not ended.</summary>
    public Task<TSession> WaitAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _session is { Ended.IsCancellationRequested: false } session ? Task.FromResult(session) : _opened.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Opens a session in place of the one before, which ends.</summary>
    public void Open(TSession session)
    {
        TaskCompletionSource<TSession> opened;
        TSession? before;
        lock (_gate)
        {
            before = _session;
            _session = session;
            opened = _opened;
            _opened = New();
        }

        before?.End();
        opened.TrySetResult(session);
    }

    /// <summary>Ends the present session, if there is one.</summary>
    public void Close()
    {
        TSession? session;
        lock (_gate)
        {
            session = _session;
            _session = null;
        }

        session?.End();
    }

    private static TaskCompletionSource<TSession> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
