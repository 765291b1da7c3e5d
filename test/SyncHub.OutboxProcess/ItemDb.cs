using Microsoft.EntityFrameworkCore;

namespace SyncHub.OutboxProcess;

/// <summary>The rows that the process writes.</summary>
public sealed class ItemDb(DbContextOptions<ItemDb> options) : DbContext(options)
{
    public DbSet<Item> Items => Set<Item>();

    /// <summary>The options of a database, with or without an outbox.</summary>
    public static void Configure(DbContextOptionsBuilder options, string connection, bool isDurable)
    {
        if (connection.Contains("Host=", StringComparison.Ordinal))
        {
            options.UseNpgsql(connection);
        }
        else
        {
            options.UseSqlite(connection);
        }

        options.UseSyncHub(sync =>
        {
            if (isDurable)
            {
                sync.Durable();
            }
        });
    }
}
