using Microsoft.EntityFrameworkCore;

namespace SyncHub.LoadTest.Server.Cluster;

/// <summary>The database that nodes share.</summary>
internal sealed class LoadDb(DbContextOptions<LoadDb> options) : DbContext(options)
{
    public DbSet<StoredItem> Items => Set<StoredItem>();

    public DbSet<RoomItem> RoomItems => Set<RoomItem>();

    public static string Connection(string file) => $"Data Source={file}";

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<StoredItem>().HasIndex(row => row.Room);
        modelBuilder.Entity<RoomItem>().HasIndex(row => row.Room);
    }
}
