namespace SyncHub.Client.Stores;

/// <summary>Who uses the application, for as long as that stays the same: one object for each time, told apart by reference.</summary>
internal sealed class CacheIdentity(string? user, bool isKnown)
{
    /// <summary>Null for nobody.</summary>
    public string? User { get; } = user;

    /// <summary>False where the application could not say.</summary>
    public bool IsKnown { get; } = isKnown;

    public bool IsSameUser(CacheIdentity other) => IsKnown && other.IsKnown && User == other.User;
}
