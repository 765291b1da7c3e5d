using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SyncHub.Client.Sqlite;

/// <summary>The tables of the file.</summary>
internal static class DatabaseSchema
{
    // Tells the file from other SQLite files: "Sync" in ASCII.
    private const long FileKind = 0x53796E63;
    private const long TableVersion = 1;

    // Whether the entries' bytes exceed a bound is asked at each write, so their sum is kept beside them.
    private const string Tables = """
        CREATE TABLE entries (
            key TEXT NOT NULL PRIMARY KEY,
            schema_version TEXT NOT NULL,
            user TEXT,
            epoch TEXT NOT NULL,
            seq INTEGER NOT NULL,
            timestamp INTEGER NOT NULL,
            stored_at INTEGER NOT NULL,
            content BLOB NOT NULL,
            size INTEGER NOT NULL,
            used INTEGER NOT NULL
        );
        CREATE INDEX entries_used ON entries (used);
        CREATE INDEX entries_stored_at ON entries (stored_at);
        CREATE TABLE total (bytes INTEGER NOT NULL);
        INSERT INTO total VALUES (0);
        CREATE TRIGGER entries_added AFTER INSERT ON entries BEGIN UPDATE total SET bytes = bytes + new.size; END;
        CREATE TRIGGER entries_resized AFTER UPDATE OF size ON entries BEGIN UPDATE total SET bytes = bytes + new.size - old.size; END;
        CREATE TRIGGER entries_removed AFTER DELETE ON entries BEGIN UPDATE total SET bytes = bytes - old.size; END;
        """;

    private const string Drop = "DROP TABLE IF EXISTS entries; DROP TABLE IF EXISTS total;";

    /// <summary>Makes the tables where they are not there, or are another version's.</summary>
    /// <exception cref="InvalidOperationException">The file is somebody else's.</exception>
    public static void Prepare(SqliteConnection connection, string path)
    {
        // What is removed must not be left behind in the file: it is gone at a sign-out.
        connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;");
        using var transaction = connection.BeginTransaction();
        var isOurs = connection.Query("PRAGMA application_id") is FileKind;
        if (!isOurs && connection.Query("SELECT count(*) FROM sqlite_master") is not 0L)
        {
            throw new InvalidOperationException($"'{path}' is a database of something else; give the store a file of its own.");
        }

        if (!isOurs || connection.Query("PRAGMA user_version") is not TableVersion)
        {
            connection.Execute(Drop + Tables);
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {FileKind}; PRAGMA user_version = {TableVersion};"));
        }

        transaction.Commit();
    }

    /// <summary>Reads through the whole file.</summary>
    public static bool IsSound(SqliteConnection connection)
    {
        connection.Query("SELECT key, schema_version, user, epoch, seq, timestamp, stored_at, content, size, used, bytes FROM entries, total LIMIT 1");
        return connection.Query("PRAGMA quick_check(1)") is "ok";
    }
}
