using Microsoft.EntityFrameworkCore;

namespace SyncHub.ClusterNode.Rows;

/// <summary>The database that all nodes share.</summary>
public sealed class ClusterDb(DbContextOptions<ClusterDb> options) : DbContext(options)
{
    public DbSet<Card> Cards => Set<Card>();

    public DbSet<Board> Boards => Set<Board>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<Card>(card =>
        {
            card.Property(row => row.Id).ValueGeneratedNever();
            card.Property(row => row.Text).UseCollation("C");
        });
        modelBuilder.Entity<Board>().Property(row => row.Id).ValueGeneratedNever();
    }
}
