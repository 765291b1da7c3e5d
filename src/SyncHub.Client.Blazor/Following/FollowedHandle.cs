namespace SyncHub.Client.Blazor.Following;

/// <summary>One handle that a component holds, what was asked for to get it, and the reading of its changes.</summary>
internal sealed class FollowedHandle(IAsyncDisposable handle, object asked, RenderRequests renders)
{
    private volatile bool _isReleased;

    /// <summary>What the handle is on; equal where the same is asked for again.</summary>
    public object Asked => asked;

    /// <summary>Asks for a render after each change from now on. No change that comes after this call is missed.</summary>
    public void Watch(IAsyncEnumerable<object> states) => _ = WatchAsync(states);

    /// <summary>Never fails; what goes wrong is the renderer's to tell.</summary>
    public async Task ReleaseAsync()
    {
        _isReleased = true;
        try
        {
            await handle.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Not everybody awaits this.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await renders.ReportAsync(exception).ConfigureAwait(false);
        }
    }

    // Read rather than heard: a collection that nobody listens to spares itself the list that is edited step by step, and rendering holds up
    // nobody else's handlers.
    private async Task WatchAsync(IAsyncEnumerable<object> states)
    {
        try
        {
            var reader = states.GetAsyncEnumerator();
            await using var end = reader.ConfigureAwait(false);

            // The first is the present state, which is there at once. Who follows something renders it.
            var next = await reader.MoveNextAsync().ConfigureAwait(false) ? reader.MoveNextAsync() : new ValueTask<bool>(false);
            while (await next.ConfigureAwait(false))
            {
                // A render shows the latest state, so the ones before it need none.
                next = reader.MoveNextAsync();
                if (!next.IsCompleted && !_isReleased)
                {
                    renders.Request();
                }
            }
        }
#pragma warning disable CA1031 // Nobody awaits this; the renderer decides what becomes of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await renders.ReportAsync(exception).ConfigureAwait(false);
        }
    }
}
