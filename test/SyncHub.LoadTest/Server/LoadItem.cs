using System.Text.Json.Serialization;

namespace SyncHub.LoadTest.Server;

/// <summary>The entity of the load: a few properties of an everyday size, so that a snapshot is not artificially small.</summary>
internal sealed class LoadItem
{
    public required string Id { get; init; }

    public string Title { get; set; } = "An entry of everyday length, as lists have them";

    public string Text { get; set; } = new('t', 160);

    public string? Assignee { get; set; }

    public int Priority { get; set; } = 3;

    /// <summary>Whose it is, where rules look at that; otherwise it does not travel, so that bodies are as they are without.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Tenant { get; init; }

    /// <summary>When the latest update was sent, by the machine's monotonic clock.</summary>
    public long SentAt { get; set; }
}
