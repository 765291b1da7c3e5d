using System.Text.Json;
using SyncHub.Json;
using SyncHub.Queries;

namespace SyncHub.Benchmarks;

/// <summary>The entity of the load test's collections.</summary>
internal sealed class Message
{
    private static readonly JsonSerializerOptions Options = EntityJson.CreateOptions();

    public static readonly QuerySchema Schema = QuerySchema.Create(Options.GetTypeInfo(typeof(Message)), "id");

    public Guid Id { get; init; }

    public required string RoomId { get; init; }

    public required string Author { get; init; }

    public string? Text { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public int Likes { get; init; }

    public static JsonElement Json(string json) => JsonSerializer.Deserialize<JsonElement>(json);
}
