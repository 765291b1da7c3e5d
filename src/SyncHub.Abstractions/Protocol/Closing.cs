using System.Text.Json.Serialization;

namespace SyncHub.Protocol;

/// <summary>Precedes every close by the server.</summary>
public sealed record Closing
{
    /// <summary>The code of a node that stops or drains.</summary>
    public const string ServerStopping = "server-stopping";

    /// <summary>Why: <see cref="ServerStopping"/>, or one of <see cref="SyncErrorCodes"/>.</summary>
    [JsonPropertyName("code")]
    public required string Code { get; init; }

    /// <summary>Whether the client should come back.</summary>
    [JsonPropertyName("reconnect")]
    public required bool Reconnect { get; init; }

    /// <summary>How many milliseconds to wait before coming back; each client of a draining node gets its own.</summary>
    [JsonPropertyName("afterMs"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? AfterMs { get; init; }
}
