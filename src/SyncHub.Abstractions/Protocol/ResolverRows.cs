using System.Text.Json.Serialization;
using SyncHub.Json;

namespace SyncHub.Protocol;

/// <summary>One row of a resolver; each may be of another model.</summary>
public sealed record ResolverRow
{
    /// <summary>The name of the row's model: what <see cref="Data"/> is.</summary>
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    /// <summary>The row's body.</summary>
    [JsonPropertyName("data")]
    public required RawJson Data { get; init; }
}

/// <summary>
/// All rows of a resolver, as they are now. There is no delta and so no gap: one whose seq is not above the held one's of the same epoch
/// is stale, and one of another epoch means: subscribe again.
/// </summary>
public sealed record RowsChanged
{
    /// <summary>The subscription that this belongs to.</summary>
    [JsonPropertyName("subscriptionId")]
    public required string SubscriptionId { get; init; }

    /// <summary>The rows, in the resolver's order; empty where it gave none.</summary>
    [JsonPropertyName("rows")]
    public required IReadOnlyList<ResolverRow> Rows { get; init; }

    /// <summary>What the rows are as of: the resolver's notifications before its handler was called, counted.</summary>
    [JsonPropertyName("version")]
    public required SyncVersion Version { get; init; }
}
