namespace SyncHub.Server.Fanout;

/// <summary>Opens once enough of the outboxes that lag have room again.</summary>
internal sealed class RecoveryGate(int needed)
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing = needed;

    public Task Opened => _opened.Task;

    public void Signal()
    {
        if (Interlocked.Decrement(ref _missing) == 0)
        {
            _opened.TrySetResult();
        }
    }
}
