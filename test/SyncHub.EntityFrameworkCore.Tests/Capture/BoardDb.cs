using Microsoft.EntityFrameworkCore;

namespace SyncHub.EntityFrameworkCore.Tests.Capture;

public class BoardDb(DbContextOptions options) : DbContext(options)
{
    public DbSet<Card> Cards => Set<Card>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Delivery> Deliveries => Set<Delivery>();

    public DbSet<Label> Labels => Set<Label>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Card>(card =>
        {
            card.HasIndex(c => c.Title).IsUnique();
            card.HasQueryFilter(c => !c.IsDeleted);
            card.Property(c => c.Price).HasPrecision(10, 2);
            card.Property(c => c.Stamp).IsConcurrencyToken();
        });
        modelBuilder.Entity<Order>(order =>
        {
            order.OwnsOne(o => o.Address);
            order.OwnsMany(o => o.Lines, lines => lines.ToJson());
            order.HasMany(o => o.Labels).WithMany(l => l.Orders);
        });
    }
}
