using System.Text.Json;
using SyncHub.Json;
using SyncHub.Queries;

namespace SyncHub.Abstractions.Tests.Queries;

/// <summary>An entity with a property of every kind.</summary>
public sealed class Row
{
    public static readonly JsonSerializerOptions Options = EntityJson.CreateOptions();

    internal static readonly QuerySchema Schema = QuerySchema.Create(Options.GetTypeInfo(typeof(Row)), "id");

    public int Id { get; init; }

    public string? Name { get; init; }

    public int Likes { get; init; }

    public int? Score { get; init; }

    public long Big { get; init; }

    public decimal? Price { get; init; }

    public double Ratio { get; init; }

    public bool Done { get; init; }

    public bool? Flag { get; init; }

    public Guid Owner { get; init; }

    public Guid? Parent { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTime? DueAt { get; init; }

    public DateOnly? Day { get; init; }

    public TimeOnly Hour { get; init; }

    public Level Level { get; init; }

    public Level? Wish { get; init; }

    public Address? Address { get; init; }

    public string?[]? Tags { get; init; }

    public List<int>? Marks { get; init; }

    public byte[]? Blob { get; init; }

    public Uri? Link { get; init; }
}

/// <summary>An object within the entity.</summary>
public sealed class Address
{
    public string? City { get; init; }

    public int Zip { get; init; }

    public Point? Point { get; init; }
}

/// <summary>A value within an object.</summary>
public readonly record struct Point(int X);

/// <summary>Declared in another order than that of the names.</summary>
public enum Level
{
    Low,
    High,
    Critical,
}
