using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace SyncHub.LoadTest.Server.Cluster;

/// <summary>A database file for nodes, in a temporary folder, with its rows.</summary>
internal sealed class SharedDatabase : IDisposable
{
    private const int RowsPerSave = 5000;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("synchub-load-");

    private SharedDatabase()
    {
    }

    public string File => Path.Combine(_folder.FullName, "load.db");

    /// <summary>Makes the database, with so many rows in each table. Nobody is told of them.</summary>
    public static async Task<SharedDatabase> CreateAsync(int rows, CancellationToken cancellation)
    {
        var database = new SharedDatabase();
        try
        {
            await database.FillAsync(rows, cancellation);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private async Task FillAsync(int rows, CancellationToken cancellation)
    {
        var options = new DbContextOptionsBuilder<LoadDb>().UseSqlite(LoadDb.Connection(File));

        // With the outbox's table, which a node without an outbox does not look at.
        await using (var all = new LoadDb(new DbContextOptionsBuilder<LoadDb>(options.Options).UseSyncHub(sync => sync.Durable()).Options))
        {
            await all.Database.EnsureCreatedAsync(cancellation);
            await all.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellation);
        }

        for (var first = 0; first < rows; first += RowsPerSave)
        {
            await using var db = new LoadDb(options.Options);
            var numbers = Enumerable.Range(first, Math.Min(RowsPerSave, rows - first)).ToList();
            db.AddRange(numbers.Select(StoredRow.Numbered<StoredItem>));
            db.AddRange(numbers.Select(StoredRow.Numbered<RoomItem>));
            await db.SaveChangesAsync(cancellation);
        }
    }
}
