using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace SyncHub.Client.Sqlite;

/// <summary>What is done with the entries of a file, and which of them it keeps.</summary>
internal sealed class CacheTable(long maxBytes, TimeSpan maxAge, TimeProvider time, ILogger logger)
{
    private const string Found = "SELECT schema_version, user, epoch, seq, timestamp, stored_at, content FROM entries WHERE key = $key";

    // Nothing is written for what was used last already.
    private const string Touch = "UPDATE entries SET used = (SELECT max(used) + 1 FROM entries) WHERE key = $key AND used < (SELECT max(used) FROM entries)";

    private const string Put = """
        INSERT INTO entries (key, schema_version, user, epoch, seq, timestamp, stored_at, content, size, used)
        VALUES ($key, $schemaVersion, $user, $epoch, $seq, $timestamp, $storedAt, $content, $size, (SELECT coalesce(max(used), 0) + 1 FROM entries))
        ON CONFLICT (key) DO UPDATE SET schema_version = excluded.schema_version, user = excluded.user, epoch = excluded.epoch, seq = excluded.seq,
            timestamp = excluded.timestamp, stored_at = excluded.stored_at, content = excluded.content, size = excluded.size, used = excluded.used
        """;

    private const string RemoveOne = "DELETE FROM entries WHERE key = $key";
    private const string RemoveOld = "DELETE FROM entries WHERE stored_at < $oldest";
    private const string RemoveLeastUsed = "DELETE FROM entries WHERE key = (SELECT key FROM entries ORDER BY used LIMIT 1)";
    private const string Bytes = "SELECT bytes FROM total";

    public SyncCacheEntry? Get(SqliteConnection connection, string key)
    {
        if (connection.QueryRow(Found, ("$key", key)) is not { } values)
        {
            return null;
        }

        var entry = EntryRow.Read(values);
        if (entry is null)
        {
            SqliteLog.RowDropped(logger);
        }

        if (entry is null || entry.StoredAt.UtcTicks < OldestTicks())
        {
            Remove(connection, key);
            return null;
        }

        connection.Execute(Touch, ("$key", key));
        return entry;
    }

    public bool Set(SqliteConnection connection, string key, SyncCacheEntry entry)
    {
        var size = (2L * key.Length) + entry.Content.Length;
        using var transaction = connection.BeginTransaction();
        if (size > maxBytes)
        {
            Remove(connection, key);
        }
        else
        {
            connection.Execute(
                Put,
                ("$key", key),
                ("$schemaVersion", entry.SchemaVersion),
                ("$user", entry.User),
                ("$epoch", entry.Version.Epoch),
                ("$seq", entry.Version.Seq),
                ("$timestamp", entry.Version.Timestamp.UtcTicks),
                ("$storedAt", entry.StoredAt.UtcTicks),
                ("$content", Array(entry.Content)),
                ("$size", size));
        }

        connection.Execute(RemoveOld, ("$oldest", OldestTicks()));
        while (connection.Query(Bytes) is long bytes && bytes > maxBytes && connection.Execute(RemoveLeastUsed) > 0)
        {
        }

        transaction.Commit();
        return size <= maxBytes;
    }

    public static bool Remove(SqliteConnection connection, string key) => connection.Execute(RemoveOne, ("$key", key)) > 0;

    public static bool Clear(SqliteConnection connection)
    {
        connection.Execute("DELETE FROM entries");

        // Until then the removed contents stand in the log of writes.
        connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        return true;
    }

    private long OldestTicks() => maxAge == Timeout.InfiniteTimeSpan ? long.MinValue : time.GetUtcNow().UtcTicks - maxAge.Ticks;

    private static byte[] Array(ReadOnlyMemory<byte> content) =>
        MemoryMarshal.TryGetArray(content, out var segment) && segment.Array is { } array && segment.Offset == 0 && segment.Count == array.Length
            ? array
            : content.ToArray();
}
