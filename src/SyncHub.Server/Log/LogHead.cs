namespace SyncHub.Server.Log;

/// <summary>How far the log of one model has come.</summary>
/// <param name="Epoch">The log's incarnation; seqs of different epochs cannot be compared.</param>
/// <param name="Seq">The last change's number; 0 before the first.</param>
/// <param name="Timestamp">When that change was appended; when the epoch began, before the first.</param>
public readonly record struct LogHead(string Epoch, long Seq, DateTimeOffset Timestamp);
