namespace SyncHub.EntityFrameworkCore.Outbox;

/// <summary>How far a relay is behind. Written by the relay, read by anybody.</summary>
/// <param name="Oldest">When the oldest entry was saved that the log does not have; null for none.</param>
/// <param name="FailingSince">Since when nothing could be relayed; null where that works.</param>
internal sealed record OutboxStatus(DateTimeOffset? Oldest, DateTimeOffset? FailingSince)
{
    public static OutboxStatus Fine { get; } = new(null, null);

    /// <summary>How long the oldest entry has waited.</summary>
    public TimeSpan LagAt(DateTimeOffset now) => Oldest is { } oldest && oldest < now ? now - oldest : TimeSpan.Zero;
}
