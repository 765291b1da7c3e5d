using Microsoft.EntityFrameworkCore;
using SyncHub.EntityFrameworkCore;

namespace TaskBoard.Storage;

/// <summary>The tasks in a database.</summary>
internal sealed class TaskDb(DbContextOptions<TaskDb> options) : DbContext(options)
{
    public DbSet<TaskItem> Tasks => Set<TaskItem>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        if (Database.IsNpgsql())
        {
            // As live queries compare, so that they can use the indexes.
            modelBuilder.UseCollation("C");
        }

        modelBuilder.Entity<TaskItem>(task =>
        {
            // SQLite can neither compare nor order instants as they are.
            task.Property(item => item.CreatedAt).HasConversion<UtcTicksConverter>();

            // Whoever writes must have seen the last write.
            task.Property(item => item.UpdatedAt).HasConversion<UtcTicksConverter>().IsConcurrencyToken();
            task.HasIndex(item => new { item.BoardId, item.Status, item.CreatedAt });
        });
    }
}
