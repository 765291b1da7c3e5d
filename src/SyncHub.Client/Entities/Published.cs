namespace SyncHub.Client.Entities;

/// <summary>What a handle shows at one moment; replaced as a whole, so its parts always belong together.</summary>
internal sealed record Published<T>(SyncState<T?> State, SyncVersion? Version)
    where T : class
{
    public static Published<T> Connecting { get; } = new(new SyncState<T?>.Connecting(), null);

    public T? Data => State switch
    {
        SyncState<T?>.Cached cached => cached.Data,
        SyncState<T?>.Synced synced => synced.Data,
        SyncState<T?>.Suspended suspended => suspended.Data,
        SyncState<T?>.Error error => error.Data,
        _ => null,
    };

    /// <summary>Whether somebody who looks at the states could not tell the two apart.</summary>
    public bool LooksLike(Published<T> other) =>
        State.GetType() == other.State.GetType()
        && ReferenceEquals(Data, other.Data)
        && (State as SyncState<T?>.Error)?.Reason == (other.State as SyncState<T?>.Error)?.Reason;
}
