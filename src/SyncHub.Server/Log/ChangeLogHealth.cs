namespace SyncHub.Server.Log;

/// <summary>How well a change log works.</summary>
public enum ChangeLogStatus
{
    /// <summary>All is well.</summary>
    Healthy,

    /// <summary>Reads are answered; changes are late or wait.</summary>
    Degraded,

    /// <summary>It cannot be read, or has been degraded for too long.</summary>
    Unhealthy,
}

/// <summary>Whether a change log works.</summary>
/// <param name="IsHealthy">True when appends are stored and seen at once.</param>
/// <param name="Reason">What is wrong, where something is.</param>
public sealed record ChangeLogHealth(bool IsHealthy, string? Reason = null)
{
    /// <summary>All is well.</summary>
    public static ChangeLogHealth Healthy { get; } = new(true);

    /// <summary>How well it works; where nothing else is said, <see cref="ChangeLogStatus.Unhealthy"/> if it is not healthy.</summary>
    public ChangeLogStatus Status { get; init; } = IsHealthy ? ChangeLogStatus.Healthy : ChangeLogStatus.Unhealthy;

    /// <summary>Since when something is wrong, UTC; null where nothing is, or where that is not known.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Something is wrong; reads are answered all the same.</summary>
    public static ChangeLogHealth Degraded(string reason, DateTimeOffset since) => new(false, reason) { Status = ChangeLogStatus.Degraded, Since = since };

    /// <summary>The log cannot be used.</summary>
    public static ChangeLogHealth Unhealthy(string reason, DateTimeOffset since) => new(false, reason) { Since = since };
}
