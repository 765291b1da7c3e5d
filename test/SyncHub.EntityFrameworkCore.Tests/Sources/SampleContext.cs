using Microsoft.EntityFrameworkCore;

namespace SyncHub.EntityFrameworkCore.Tests.Sources;

/// <summary>Samples in a database of either kind.</summary>
public sealed class SampleContext(DbContextOptions<SampleContext> options) : DbContext(options)
{
    public DbSet<Sample> Samples => Set<Sample>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        var sample = modelBuilder.Entity<Sample>();
        sample.Property(row => row.Id).ValueGeneratedNever();
        sample.Property(row => row.Answer).HasConversion(answer => answer == true ? "Y" : "N", text => text == "Y");
        sample.Property(row => row.Wish).HasConversion<string>();
        sample.Property(row => row.Signs).HasConversion<string>();
        sample.Property(row => row.Coded).HasConversion(text => Reverse(text!), text => Reverse(text));
        sample.OwnsOne(row => row.Address);
        sample.ComplexProperty(row => row.Place);
        sample.OwnsOne(row => row.Sheet, sheet => sheet.ToJson());
        if (Database.IsSqlite())
        {
            sample.Property(row => row.Folded).UseCollation("NOCASE");
            sample.Property(row => row.CreatedAt).HasConversion(instant => instant.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
        }
        else
        {
            modelBuilder.HasCollation("folded", "und-u-ks-level2", "icu", deterministic: false);
            sample.Property(row => row.Folded).UseCollation("folded");
            sample.Property(row => row.LocalAt).HasColumnType("timestamp without time zone");
            sample.Property(row => row.Price).HasColumnType("numeric(18,2)");
        }
    }

    private static string Reverse(string text) => new([.. text.Reverse()]);
}
