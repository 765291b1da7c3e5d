namespace SyncHub.Server.Fanout;

/// <summary>When a connection counts as too slow.</summary>
/// <param name="Bytes">The bound on what is queued for one connection.</param>
/// <param name="SlowWrite">Over the bound, a write that has been pending for longer than this makes the queued pushes stale.</param>
internal sealed record OutboxLimits(long Bytes, TimeSpan SlowWrite)
{
    /// <summary>Never more than this is queued, however fresh the pending write: senders that run ahead are held before.</summary>
    public long HardCap => 4 * Bytes;
}
