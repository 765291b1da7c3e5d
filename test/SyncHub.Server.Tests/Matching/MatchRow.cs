using System.Text.Json;
using SyncHub.Json;
using SyncHub.Queries;

namespace SyncHub.Server.Tests.Matching;

/// <summary>An entity with what an index has to tell apart, and a getter that throws.</summary>
public sealed class MatchRow
{
    public static readonly JsonSerializerOptions Options = EntityJson.CreateOptions();

    internal static readonly QuerySchema Schema = QuerySchema.Create(Options.GetTypeInfo(typeof(MatchRow)), "id");

    private static readonly QueryLimits Limits = new() { Depth = 60, Terms = 10_000 };

    public int Id { get; init; }

    public string? Name { get; init; }

    public int Likes { get; init; }

    public int? Score { get; init; }

    public decimal? Price { get; init; }

    public double Ratio { get; init; }

    public bool Done { get; init; }

    public Guid? Owner { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTime? DueAt { get; init; }

    public DateOnly? Day { get; init; }

    public MatchLevel Level { get; init; }

    public MatchLevel? Wish { get; init; }

    public MatchPlace? Place { get; init; }

    public string?[]? Tags { get; init; }

    public List<int?>? Marks { get; init; }

    public int Fuse { get; init; }

    public int Risky => Fuse < 0 ? throw new InvalidOperationException("Burnt.") : Fuse;

    public List<string> RiskyTags => Fuse < 0 ? throw new InvalidOperationException("Burnt.") : ["a"];

    internal static Filter Filter(string json) => Query.Read(Schema, JsonSerializer.Deserialize<JsonElement>(json), limits: Limits).Filter;
}

public sealed class MatchPlace
{
    public string? City { get; init; }

    public MatchPoint? Point { get; init; }
}

public readonly record struct MatchPoint(int X);

public enum MatchLevel
{
    Low,
    High,
    Critical,
}
