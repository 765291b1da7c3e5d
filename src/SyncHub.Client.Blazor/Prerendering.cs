namespace SyncHub.Client.Blazor;

/// <summary>Lets a page that is rendered once wait for its data, within bounds. What comes of it, the state shows.</summary>
internal static class Prerendering
{
    public static async Task WaitAsync(Func<CancellationToken, Task> whenSynced, TimeSpan patience, TimeProvider time)
    {
        using var late = new CancellationTokenSource(patience, time);
        try
        {
            await whenSynced(late.Token).ConfigureAwait(true);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
        }
        catch (SyncException)
        {
        }
        catch (ObjectDisposedException)
        {
            // The page, or the client, is gone before the data was there.
        }
    }
}
