namespace SyncHub.LoadTest.Clients;

/// <summary>Lets a read loop pass, or holds it.</summary>
internal sealed class ReadValve
{
    private TaskCompletionSource? _held;

    public bool IsHeld => Volatile.Read(ref _held) is not null;

    public Task PassAsync() => Volatile.Read(ref _held)?.Task ?? Task.CompletedTask;

    public void Hold() => Volatile.Write(ref _held, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Release() => Interlocked.Exchange(ref _held, null)?.TrySetResult();
}
