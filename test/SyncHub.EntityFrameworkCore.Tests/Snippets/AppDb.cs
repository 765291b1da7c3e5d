using Microsoft.EntityFrameworkCore;

namespace SyncHub.EntityFrameworkCore.Tests.Snippets;

/// <summary>The context of the document's examples.</summary>
public sealed class AppDb(DbContextOptions<AppDb> options) : DbContext(options)
{
    public DbSet<TaskItem> Tasks => Set<TaskItem>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<TaskItem>().Property(task => task.CreatedAt).HasConversion<UtcTicksConverter>(); // SQLite: else no query can name it.
        if (Database.IsNpgsql())
        {
            modelBuilder.Entity<TaskItem>().Property(task => task.Title).UseCollation("C"); // PostgreSQL: else no index serves an order by it.
        }
    }
}
