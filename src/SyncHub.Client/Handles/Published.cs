namespace SyncHub.Client.Handles;

/// <summary>What a handle shows at one moment; replaced as a whole, so its parts always belong together.</summary>
/// <param name="State">The state.</param>
/// <param name="Version">The position of its data; null where there is none.</param>
/// <param name="AnsweredRequest">The number of the subscription's last request that was answered; 0 where none was.</param>
/// <param name="Status">Whether the data is the server's own.</param>
internal sealed record Published<TData>(SyncState<TData> State, SyncVersion? Version, int AnsweredRequest = 0, RowStatus Status = RowStatus.Settled)
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
