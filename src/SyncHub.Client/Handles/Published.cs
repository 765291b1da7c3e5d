namespace SyncHub.Client.Handles;

/// <summary>What a handle shows at one moment; replaced as a whole, so its parts always belong together.</summary>
internal sealed record Published<TData>(SyncState<TData> State, SyncVersion? Version, RowStatus Status = RowStatus.Settled)
    where TData : class?
{
    public static Published<TData> Connecting { get; } = new(new SyncState<TData>.Connecting(), null);

    public TData? Data => State switch
    {
        SyncState<TData>.Cached cached => cached.Data,
        SyncState<TData>.Synced synced => synced.Data,
        SyncState<TData>.Suspended suspended => suspended.Data,
        SyncState<TData>.Error error => error.Data,
        _ => null,
    };

    /// <summary>Whether somebody who looks at the states could not tell the two apart.</summary>
    public bool LooksLike(Published<TData> other) =>
        State.GetType() == other.State.GetType()
        && ReferenceEquals(Data, other.Data)
        && Status == other.Status
        && (State as SyncState<TData>.Error)?.Reason == (other.State as SyncState<TData>.Error)?.Reason;
}
