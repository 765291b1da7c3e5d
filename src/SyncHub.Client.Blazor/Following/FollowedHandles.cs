namespace SyncHub.Client.Blazor.Following;

/// <summary>The handles that one component holds. After the end there are none and none are taken, however late somebody asks.</summary>
internal sealed class FollowedHandles(RenderRequests renders)
{
    private readonly Lock _gate = new();

    // Under _gate.
    private readonly Dictionary<object, FollowedHandle> _followed = new(ReferenceEqualityComparer.Instance);
    private bool _isOver;

    /// <summary>
    /// The present handle where it is on what is asked for, else a new one. The present one is released when the new one is attached, so that
    /// what both have in common is not given up in between.
    /// </summary>
    public THandle? Follow<THandle>(THandle? present, object asked, Func<THandle> subscribe, Func<THandle, IAsyncEnumerable<object>> states)
        where THandle : class, IAsyncDisposable
    {
        lock (_gate)
        {
            if (_isOver || (present is not null && _followed.TryGetValue(present, out var followed) && followed.Asked.Equals(asked)))
            {
                return present;
            }
        }

        var handle = subscribe();
        var next = new FollowedHandle(handle, asked, renders);
        if (!TryReplace(present, handle, next, out var before))
        {
            _ = next.ReleaseAsync();
            return present;
        }

        next.Watch(states(handle));
        _ = before?.ReleaseAsync();
        return handle;
    }

    /// <summary>Releases a handle if it is one of these.</summary>
    public void Release(object handle)
    {
        FollowedHandle? followed;
        lock (_gate)
        {
            _followed.Remove(handle, out followed);
        }

        _ = followed?.ReleaseAsync();
    }

    public async Task EndAsync()
    {
        List<FollowedHandle> followed;
        lock (_gate)
        {
            _isOver = true;
            followed = [.. _followed.Values];
            _followed.Clear();
        }

        foreach (var handle in followed)
        {
            await handle.ReleaseAsync().ConfigureAwait(false);
        }
    }

    private bool TryReplace(object? present, object handle, FollowedHandle next, out FollowedHandle? before)
    {
        lock (_gate)
        {
            before = null;
            if (_isOver)
            {
                return false;
            }

            _followed.Add(handle, next);
            if (present is not null)
            {
                _followed.Remove(present, out before);
            }

            return true;
        }
    }
}
