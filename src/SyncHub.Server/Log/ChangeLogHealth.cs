namespace SyncHub.Server.Log;

/// <summary>Whether a change log works.</summary>
/// <param name="IsHealthy">True when appends are stored and seen at once.</param>
/// <param name="Reason">What is wrong, where something is.</param>
public sealed record ChangeLogHealth(bool IsHealthy, string? Reason = null)
{
    /// <summary>All is well.</summary>
    public static ChangeLogHealth Healthy { get; } = new(true);
}
