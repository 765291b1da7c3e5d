namespace SyncHub.Postgres.Appending;

/// <summary>A model's row among the heads, as a transaction that has locked it leaves it.</summary>
/// <param name="Seq">The number of the last change.</param>
/// <param name="At">When it was appended, UTC ticks.</param>
/// <param name="Floor">The number of the last change whose entry was trimmed.</param>
/// <param name="Bytes">How many bytes of row bodies the entries have that were not.</param>
internal sealed record HeadRow(long Seq, long At, long Floor, long Bytes);

/// <summary>An entry that may be trimmed.</summary>
internal sealed record OldEntry(long LastSeq, long At, long RowBytes);
