namespace SyncHub.Client.Blazor.Following;

/// <summary>
/// Asks a component to render, from any thread. At most one render waits for the dispatcher: what changes before it has begun is in it.
/// Ended on the dispatcher, so none comes after that.
/// </summary>
internal sealed class RenderRequests(Func<Action, Task> invoke, Action render, Func<Exception, Task> dispatchException)
{
    private volatile bool _isOver;
    private int _isPending;

    public void Request()
    {
        if (!_isOver && Interlocked.Exchange(ref _isPending, 1) == 0)
        {
            _ = RunAsync();
        }
    }

    public void End() => _isOver = true;

    /// <summary>Hands an exception to the renderer, and with it to the nearest error boundary.</summary>
    public async Task ReportAsync(Exception exception)
    {
        try
        {
            await dispatchException(exception).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The renderer is gone, and with it whoever would want to know.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await invoke(Render).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Nobody awaits this; the renderer decides what becomes of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // Where the dispatcher threw before it came to rendering, the next change asks again.
            Interlocked.Exchange(ref _isPending, 0);
            if (!_isOver)
            {
                await ReportAsync(exception).ConfigureAwait(false);
            }
        }
    }

    private void Render()
    {
        // Before rendering: what changes from here on may not be in it.
        Interlocked.Exchange(ref _isPending, 0);
        if (!_isOver)
        {
            render();
        }
    }
}
