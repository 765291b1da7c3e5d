namespace SyncHub.EntityFrameworkCore.Outbox;

/// <summary>Wakes a relay. Safe for concurrent use; signals given before somebody waits are merged into one.</summary>
internal sealed class OutboxSignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _set = New();

    public void Set()
    {
        TaskCompletionSource set;
        lock (_gate)
        {
            set = _set;
        }

        set.TrySetResult();
    }

    /// <summary>Completes with the next signal, at the latest after a while.</summary>
    public async Task WaitAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        Task set;
        lock (_gate)
        {
            set = _set.Task;
        }

        try
        {
            await set.WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return;
        }

        lock (_gate)
        {
            _set = New();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
