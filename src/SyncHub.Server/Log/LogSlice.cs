namespace SyncHub.Server.Log;

/// <summary>A run of a model's log entries, read at one moment.</summary>
/// <param name="Head">The head at that moment.</param>
/// <param name="FloorSeq">The log covers every change after this one; what is at or below it may be pruned.</param>
/// <param name="Entries">The entries asked for, in seq order and without a hole; empty when nothing came after, or when <see cref="Covers"/> says that the log has lost some of them.</param>
public sealed record LogSlice(LogHead Head, long FloorSeq, IReadOnlyList<LogEntry> Entries)
{
    /// <summary>Whether the log still has every change after <paramref name="seq"/>.</summary>
    public bool Covers(long seq) => seq >= FloorSeq && seq <= Head.Seq;
}
