using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace SyncHub.Server.Tests.Schema;

/// <summary>A property of every kind that a body can have.</summary>
public sealed class Book
{
    public long Id { get; set; }

    public required string Title { get; init; }

    public string? Subtitle { get; init; }

    public bool IsLent { get; init; }

    public int Pages { get; init; }

    public decimal Price { get; init; }

    public double? Rating { get; init; }

    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public ulong Barcode { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public double Weight { get; init; }

    public Binding Binding { get; init; }

    public Binding? FormerBinding { get; init; }

    public Shelves Shelves { get; init; }

    [JsonConverter(typeof(JsonNumberEnumConverter<Binding>))]
    public Binding BindingNumber { get; init; }

    public Guid Edition { get; init; }

    public DateTimeOffset AddedAt { get; init; }

    public DateTime? LentAt { get; init; }

    public DateOnly Published { get; init; }

    public TimeOnly OpensAt { get; init; }

    public TimeSpan LendingTime { get; init; }

    public Uri? Cover { get; init; }

    public byte[] Thumbnail { get; init; } = [];

    public List<string> Tags { get; init; } = [];

    public IReadOnlyList<string?>? Remarks { get; init; }

    public int[][] Index { get; init; } = [];

    public Dictionary<string, int?> Stock { get; init; } = [];

    public Dictionary<string, List<Person>> Roles { get; init; } = [];

    public Person Author { get; init; } = new();

    public Person? Translator { get; init; }

    public List<Person?> Readers { get; init; } = [];

    public Position? Position { get; init; }

    public Page<Person> Borrowers { get; init; } = new([]);

    public Medium Medium { get; init; } = new Print();

    public JsonElement Anything { get; init; }

    public JsonObject? Details { get; init; }

    public object? Whatever { get; init; }

    [JsonConverter(typeof(ShoutConverter))]
    public string Shout { get; init; } = string.Empty;

    [JsonPropertyName("isbn-13")]
    public string? Isbn { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Dedication { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Volume { get; init; }

    [JsonIgnore]
    public string Secret { get; init; } = string.Empty;

    public string Password
    {
        set => _ = value;
    }
}

public enum Binding
{
    HardCover,

    [JsonStringEnumMemberName("soft")]
    SoftCover,
}

[Flags]
public enum Shelves
{
    None = 0,
    North = 1,
    South = 2,
}

/// <summary>Holds itself.</summary>
public sealed class Person
{
    public string Name { get; init; } = string.Empty;

    public Person? Teacher { get; init; }
}

public readonly record struct Position(int Row, int Column);

public sealed record Page<T>(IReadOnlyList<T> Items);

[JsonDerivedType(typeof(Print), "print")]
[JsonDerivedType(typeof(Recording), "recording")]
public abstract class Medium
{
    public string Publisher { get; init; } = string.Empty;
}

public sealed class Print : Medium;

public sealed class Recording : Medium
{
    public TimeSpan Length { get; init; }
}

public sealed class ShoutConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToUpperInvariant());
}

/// <summary>With views, and a namesake of a type within another body.</summary>
public sealed class Loan
{
    public int Number { get; set; }

    public string BookId { get; init; } = string.Empty;

    public DateTimeOffset Due { get; init; }

    public string? Fine { get; init; }

    public string Internal { get; init; } = string.Empty;

    public Loan? Previous { get; init; }
}
