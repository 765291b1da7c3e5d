namespace SyncHub.Server.Sessions;

/// <summary>Does something later, unless what it was for has ended.</summary>
internal sealed class Delays(TimeProvider time)
{
    public async Task AfterAsync(TimeSpan delay, Action action, CancellationToken ended)
    {
        try
        {
            await Task.Delay(delay, time, ended).ConfigureAwait(false);
            action();
        }
        catch (OperationCanceledException)
        {
            // Ended: nothing to do.
        }
    }
}
