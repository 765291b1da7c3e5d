using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;

namespace SyncHub.EntityFrameworkCore.Tests.Models;

/// <summary>Entities that hang together in every way there is.</summary>
public class Order
{
    public int Id { get; set; }

    public string Title { get; set; } = string.Empty;

    public Parcel? Parcel { get; set; }

    public List<Line> Lines { get; } = [];

    public Note? Note { get; set; }

    [JsonIgnore]
    public int? BuyerId { get; set; }

    [JsonIgnore]
    public Buyer? Buyer { get; set; }

    [JsonIgnore]
    public List<Remark> Remarks { get; } = [];

    [JsonIgnore]
    public List<Label> Labels { get; } = [];
}

/// <summary>A kind of order, in the same table.</summary>
public sealed class GiftOrder : Order
{
    public string? Wish { get; set; }
}

/// <summary>Owned by an order, in its table.</summary>
public sealed class Parcel
{
    public string? City { get; set; }

    public int Weight { get; set; }

    public Stamp? Stamp { get; set; }
}

/// <summary>Owned by a parcel.</summary>
public sealed class Stamp
{
    public int Cents { get; set; }
}

/// <summary>Owned by an order, many of them in a table of their own.</summary>
public sealed class Line
{
    public int Id { get; set; }

    public int Amount { get; set; }

    public List<Extra> Extras { get; } = [];
}

/// <summary>Owned by a line.</summary>
public sealed class Extra
{
    public int Id { get; set; }

    public string? Text { get; set; }
}

/// <summary>Owned by an order, as JSON.</summary>
public sealed class Note
{
    public string? Text { get; set; }
}

/// <summary>An order's principal.</summary>
public sealed class Buyer
{
    public int Id { get; set; }

    public string Name { get; set; } = string.Empty;
}

/// <summary>An order's dependent.</summary>
public sealed class Remark
{
    public int Id { get; set; }

    public int OrderId { get; set; }

    public string Text { get; set; } = string.Empty;
}

/// <summary>Shared by many orders.</summary>
public sealed class Label
{
    public int Id { get; set; }

    public string Name { get; set; } = string.Empty;

    [JsonIgnore]
    public List<Order> Orders { get; } = [];
}

/// <summary>An entity whose state comes in through everything but public setters.</summary>
public class Item(int id, string name)
{
    public int Id { get; } = id;

    public string Name { get; private set; } = name;

    public required string Sort { get; init; }

    public Mood Mood { get; set; }

    public Box Box { get; set; } = new(0, 0);

    public string Shown => $"{Name} ({Sort})";

    public void Rename(string name) => Name = name;
}

/// <summary>A kind of item.</summary>
public sealed class SpecialItem(int id, string name) : Item(id, name)
{
    public int Bonus { get; set; }
}

/// <summary>A complex value.</summary>
public sealed record Box(int Width, int Height);

public enum Mood
{
    Calm,
    Wild,
}

/// <summary>All of these.</summary>
public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Item> Items => Set<Item>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        var order = modelBuilder.Entity<Order>();
        order.OwnsOne(each => each.Parcel, parcel => parcel.OwnsOne(each => each.Stamp));
        order.OwnsMany(each => each.Lines, line =>
        {
            line.Property(each => each.Id).ValueGeneratedNever();
            line.OwnsMany(each => each.Extras, extra => extra.Property(each => each.Id).ValueGeneratedNever());
        });
        order.OwnsOne(each => each.Note, note => note.ToJson());
        order.HasMany(each => each.Labels).WithMany(each => each.Orders);
        modelBuilder.Entity<GiftOrder>();
        var item = modelBuilder.Entity<Item>();
        item.Property(each => each.Id);
        item.HasKey(each => each.Id);
        item.Property(each => each.Id).ValueGeneratedNever();
        item.Property(each => each.Mood).HasConversion<string>();
        item.ComplexProperty(each => each.Box);
        modelBuilder.Entity<SpecialItem>();
    }
}

/// <summary>What travels of an order and all that is around it.</summary>
public sealed class OrderRow
{
    public int Id { get; init; }

    public string? Buyer { get; init; }

    public int Remarks { get; init; }

    public List<string> Labels { get; init; } = [];
}
