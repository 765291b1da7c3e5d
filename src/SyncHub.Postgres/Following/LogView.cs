using SyncHub.Server.Log;

namespace SyncHub.Postgres.Following;

/// <summary>Where the log stands, and what follows the positions that were asked for, at one moment.</summary>
/// <param name="Epoch">Its epoch; null where it has none.</param>
/// <param name="Began">When that began.</param>
/// <param name="Heads">The heads of the models asked for, of those that have a row in this epoch.</param>
/// <param name="Entries">By model: the entries after the position, and the one that ends at it where that is still there.</param>
internal sealed record LogView(string? Epoch, DateTimeOffset Began, IReadOnlyDictionary<string, LogHead> Heads, ILookup<string, EntryRow> Entries);

/// <summary>A row of the entries.</summary>
internal sealed record EntryRow(long FirstSeq, long LastSeq, DateTimeOffset At, string Node, long Number, byte[]? Payload);
