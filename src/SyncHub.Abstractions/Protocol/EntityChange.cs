using System.Text.Json.Serialization;
using SyncHub.Json;

namespace SyncHub.Protocol;

/// <summary>One step of an entity's delta: exactly one of an addition, an update and a removal.</summary>
public sealed record EntityChange
{
    /// <summary>The value of <see cref="Type"/> for an addition.</summary>
    public const string Add = "add";

    /// <summary>The value of <see cref="Type"/> for an update.</summary>
    public const string Update = "update";

    /// <summary>The value of <see cref="Type"/> for a removal.</summary>
    public const string Remove = "remove";

    /// <summary>What happened.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>The key, for an update and a removal.</summary>
    [JsonPropertyName("id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SyncKey? Id { get; init; }

    /// <summary>The whole body, for an addition.</summary>
    [JsonPropertyName("entity"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson Entity { get; init; }

    /// <summary>The changed top-level properties with their new values, for an update.</summary>
    [JsonPropertyName("change"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson Change { get; init; }

    /// <summary>The position after this step.</summary>
    [JsonPropertyName("version")]
    public required SyncVersion Version { get; init; }
}
