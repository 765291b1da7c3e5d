namespace SyncHub.Client.Sqlite;

/// <summary>A row of the file as an entry.</summary>
internal static class EntryRow
{
    /// <summary>The entry; null where the row is not one that a store has written.</summary>
    public static SyncCacheEntry? Read(object[] values) =>
        values is [string schemaVersion, string or DBNull, string epoch, long seq, long timestamp, long storedAt, byte[] content]
        && seq >= 0 && IsTime(timestamp) && IsTime(storedAt)
            ? new SyncCacheEntry
            {
                SchemaVersion = schemaVersion,
                User = values[1] as string,
                Version = new SyncVersion(seq, epoch, new DateTimeOffset(timestamp, TimeSpan.Zero)),
                Content = content,
                StoredAt = new DateTimeOffset(storedAt, TimeSpan.Zero),
            }
            : null;

    private static bool IsTime(long ticks) => ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks;
}
