using System.Text.Json.Serialization;
using SyncHub.Json;

namespace SyncHub.Protocol;

/// <summary>
/// A subscription's answer: what the caller needs to stand at <see cref="Version"/>. Without <see cref="RequestId"/> it comes from
/// the server's side and starts the held subscription afresh.
/// </summary>
public sealed record Subscribed
{
    /// <summary>The value of <see cref="Kind"/> for one entity.</summary>
    public const string EntityKind = "entity";

    /// <summary>The value of <see cref="Kind"/> for a live collection.</summary>
    public const string CollectionKind = "collection";

    /// <summary>The value of <see cref="Kind"/> for a resolver.</summary>
    public const string ResolverKind = "resolver";

    /// <summary>The value of <see cref="Mode"/> for an answer that carries everything.</summary>
    public const string SnapshotMode = "snapshot";

    /// <summary>The value of <see cref="Mode"/> for an answer that carries what the caller missed.</summary>
    public const string DeltaMode = "delta";

    /// <summary>The request that this answers.</summary>
    [JsonPropertyName("requestId"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RequestId { get; init; }

    /// <summary>The subscription that this one takes the place of; it is dead from here on.</summary>
    [JsonPropertyName("replaces"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Replaces { get; init; }

    /// <summary>Names the subscription in pushes; opaque, and on one node the same for all who share it.</summary>
    [JsonPropertyName("subscriptionId")]
    public required string SubscriptionId { get; init; }

    /// <summary>What is subscribed to.</summary>
    [JsonPropertyName("kind")]
    public required string Kind { get; init; }

    /// <summary>The model's name, or the resolver's.</summary>
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    /// <summary>The property of a body that holds its key; <c>key</c> for a resolver.</summary>
    [JsonPropertyName("keyName")]
    public required string KeyName { get; init; }

    /// <summary><see cref="SnapshotMode"/> or <see cref="DeltaMode"/>.</summary>
    [JsonPropertyName("mode")]
    public required string Mode { get; init; }

    /// <summary>In a snapshot: the entity, or null where there is none; for a collection, a JSON array of its rows in order.</summary>
    [JsonPropertyName("data"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson Data { get; init; }

    /// <summary>In an entity's delta: what was missed, in seq order; empty when nothing was.</summary>
    [JsonPropertyName("changes"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<EntityChange>? Changes { get; init; }

    /// <summary>In a collection's delta: the keys of all its rows now, in order; absent where no row was changed, came, went or moved.</summary>
    [JsonPropertyName("keys"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SyncKey>? Keys { get; init; }

    /// <summary>In a collection's delta: the bodies of those rows that changed after the caller's position, or that the caller does not hold.</summary>
    [JsonPropertyName("entities"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RawJson>? Entities { get; init; }

    /// <summary>For a resolver: all its rows, in its order; a resolver's answer is always a snapshot.</summary>
    [JsonPropertyName("rows"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ResolverRow>? Rows { get; init; }

    /// <summary>How many rows of a collection match without <c>top</c> and <c>skip</c>; absent where the query asked for no count.</summary>
    [JsonPropertyName("totalCount"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? TotalCount { get; init; }

    /// <summary>Where the caller stands once this is applied.</summary>
    [JsonPropertyName("version")]
    public required SyncVersion Version { get; init; }

    /// <summary>The callers' names for the writes in here.</summary>
    [JsonPropertyName("mutationIds"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? MutationIds { get; init; }
}
