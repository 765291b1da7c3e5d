namespace SyncHub.Server.Authorization;

/// <summary>Whether somebody may see a row before a change, and after it.</summary>
/// <param name="Was">Before; false where there was no row.</param>
/// <param name="IsNow">After; false where there is no row.</param>
internal readonly record struct RowSight(bool Was, bool IsNow)
{
    /// <summary>Whether the change concerns those who see like this at all.</summary>
    public bool IsAny => Was || IsNow;
}
