using System.Text.Json.Serialization;

namespace SyncHub.Protocol;

/// <summary>All of this connection's subscriptions of the models named are complete to these versions.</summary>
public sealed record Position
{
    /// <summary>One entry per model that moved.</summary>
    [JsonPropertyName("positions")]
    public required IReadOnlyList<ModelPosition> Positions { get; init; }
}

/// <summary>How far the subscriptions of one model are complete.</summary>
public sealed record ModelPosition
{
    /// <summary>The model's name.</summary>
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    /// <summary>The position that they have reached.</summary>
    [JsonPropertyName("version")]
    public required SyncVersion Version { get; init; }
}
