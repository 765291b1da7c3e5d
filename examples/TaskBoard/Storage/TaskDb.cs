using Microsoft.EntityFrameworkCore;
using SyncHub.EntityFrameworkCore;

namespace TaskBoard.Storage;

/// <summary>The tasks in a database.</summary>
internal sealed class TaskDb(DbContextOptions<TaskDb> options) : DbContext(options)
{
    public DbSet<TaskItem> Tasks => Set<TaskItem>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<TaskItem>(task =>
        {
            // SQLite can neither compare nor order instants as they are.
            task.Property(item => item.CreatedAt).HasConversion<UtcTicksConverter>();

            // Whoever writes must have seen the last write.
            task.Property(item => item.UpdatedAt).HasConversion<UtcTicksConverter>().IsConcurrencyToken();
            task.HasIndex(item => new { item.BoardId, item.Status, item.CreatedAt });
            if (Database.IsNpgsql())
            {
                // As live queries compare, so that they can use the index.
                task.Property(item => item.BoardId).UseCollation("C");
            }
        });
    }
}
