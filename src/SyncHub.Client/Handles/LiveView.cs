using SyncHub.Client.Subscriptions;

namespace SyncHub.Client.Handles;

/// <summary>A subscription as seen by all handles of one type. Everything but <see cref="Current"/> belongs to the loop.</summary>
internal abstract class LiveView<TData> : ILiveView
    where TData : class?
{
    private readonly List<LiveHandle<TData>> _handles = [];
    private volatile Published<TData> _current = Published<TData>.Connecting;

    public Published<TData> Current => _current;

    /// <summary>What was read from the content that was read last.</summary>
    protected abstract TData Data { get; }

    /// <summary>Why that content, or a part of it, could not be read.</summary>
    protected abstract SyncError? Unreadable { get; }

    /// <summary>Whether the content that was read last is the server's own.</summary>
    protected virtual RowStatus Status => RowStatus.Settled;

    public bool CanRead(SubscriptionContent content)
    {
        Read(content);
        return Unreadable is null;
    }

    public void Publish(SubscriptionState state)
    {
        var next = new Published<TData>(Show(state), state.Content?.Version, state.AnsweredRequest, Status);
        _current = next;
        foreach (var handle in _handles)
        {
            handle.Publish(next);
        }
    }

    public void Attach(LiveHandle<TData> handle)
    {
        _handles.Add(handle);
        handle.Publish(_current);
    }

    public void Detach(LiveHandle<TData> handle) => _handles.Remove(handle);

    /// <summary>Reads what is new in the content; null where it was dropped.</summary>
    protected abstract void Read(SubscriptionContent? content);

    private SyncState<TData> Show(SubscriptionState state)
    {
        Read(state.Content);
        var reason = state.Error ?? (state.Content is null ? null : Unreadable);
        if (reason is not null)
        {
            var hasData = state.Content is not null && Unreadable is null;
            return new SyncState<TData>.Error(reason, hasData ? Data : null, hasData);
        }

        return state.Phase switch
        {
            SubscriptionPhase.Cached => new SyncState<TData>.Cached(Data),
            SubscriptionPhase.Synced => new SyncState<TData>.Synced(Data),
            SubscriptionPhase.Suspended => new SyncState<TData>.Suspended(Data),
            _ => new SyncState<TData>.Connecting(),
        };
    }
}
