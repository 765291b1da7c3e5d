namespace SyncHub;

/// <summary>
/// The state of a live handle: exactly one of <see cref="Connecting"/>, <see cref="Cached"/>, <see cref="Synced"/>,
/// <see cref="Suspended"/> and <see cref="Error"/>. Match on the type to reach the data that the state has.
/// </summary>
/// <typeparam name="T">What is followed. For an entity it is nullable: an entity that does not exist is <c>Synced(null)</c>.</typeparam>
public abstract record SyncState<T>
{
    private SyncState()
    {
    }

    /// <summary>Nothing is known yet.</summary>
    public sealed record Connecting : SyncState<T>;

    /// <summary>There is data, but it is not live: it was kept from before, or the connection is down.</summary>
    /// <param name="Data">The last known data.</param>
    public sealed record Cached(T Data) : SyncState<T>;

    /// <summary>The data is live.</summary>
    /// <param name="Data">What the server has.</param>
    public sealed record Synced(T Data) : SyncState<T>;

    /// <summary>Nobody observes; the server has been told to stop. The data is kept for a quick return.</summary>
    /// <param name="Data">The last known data.</param>
    public sealed record Suspended(T Data) : SyncState<T>;

    /// <summary>The subscription was refused, or the connection was given up.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Data">The last known data, where <see cref="HasData"/> says that there is any.</param>
    /// <param name="HasData">Whether <paramref name="Data"/> is meaningful.</param>
    public sealed record Error(SyncError Reason, T? Data = default, bool HasData = false) : SyncState<T>;
}
