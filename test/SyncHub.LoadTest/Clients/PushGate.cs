namespace SyncHub.LoadTest.Clients;

/// <summary>Opens when every connection that was counted on has got all its pushes.</summary>
internal sealed class PushGate(int connections)
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = connections;

    public Task Opened => _opened.Task;

    public void Arrive()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _opened.TrySetResult();
        }
    }
}
