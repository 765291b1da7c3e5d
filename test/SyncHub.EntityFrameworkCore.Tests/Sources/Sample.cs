namespace SyncHub.EntityFrameworkCore.Tests.Sources;

/// <summary>A row with a column of every kind.</summary>
public sealed class Sample
{
    public int Id { get; init; }

    public string? Name { get; init; }

    public string Code { get; init; } = string.Empty;

    // In a collation that takes "a" and "A" for one.
    public string? Folded { get; init; }

    public sbyte Tiny { get; init; }

    public byte Octet { get; init; }

    public short? Small { get; init; }

    public ushort Port { get; init; }

    public int Likes { get; init; }

    public int? Score { get; init; }

    public uint Count { get; init; }

    public long Big { get; init; }

    public ulong Huge { get; init; }

    public decimal? Price { get; init; }

    public double Ratio { get; init; }

    public float? Weight { get; init; }

    public bool Done { get; init; }

    public bool? Flag { get; init; }

    // "Y" and "N".
    public bool? Answer { get; init; }

    public Guid Owner { get; init; }

    public Guid? Parent { get; init; }

    // As ticks in SQLite.
    public DateTimeOffset CreatedAt { get; init; }

    // In the provider's own way.
    public DateTimeOffset? SeenAt { get; init; }

    public DateTime? DueAt { get; init; }

    // Without a time zone in PostgreSQL.
    public DateTime LocalAt { get; set; }

    public DateOnly? Day { get; init; }

    public TimeOnly Hour { get; init; }

    public Level Level { get; init; }

    // As text.
    public Level? Wish { get; init; }

    public Marks Marks { get; init; }

    // As text.
    public Marks Signs { get; init; }

    // Stored as its reverse.
    public string? Coded { get; init; }

    public Address? Address { get; init; }

    public Place Place { get; init; } = new();

    public Sheet? Sheet { get; init; }

    public List<string?>? Tags { get; init; }

    public List<int> Numbers { get; init; } = [];

    public List<Guid>? Friends { get; init; }

    public string Computed => $"{Name}!";
}

/// <summary>An owned object that need not be there.</summary>
public sealed class Address
{
    public string? City { get; init; }

    public int Zip { get; init; }
}

/// <summary>A complex object.</summary>
public sealed class Place
{
    public string? Street { get; init; }

    public int Number { get; init; }
}

/// <summary>An object in a JSON column.</summary>
public sealed class Sheet
{
    public string? Title { get; init; }

    public int? Page { get; init; }

    public bool IsOpen { get; init; }
}

/// <summary>Declared in another order than that of the names.</summary>
public enum Level
{
    Low,
    High,
    Critical,
}

[Flags]
public enum Marks
{
    None,
    Red,
    Blue,
    Both,
}
