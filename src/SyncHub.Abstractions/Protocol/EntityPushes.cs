using System.Text.Json.Serialization;
using SyncHub.Json;

namespace SyncHub.Protocol;

/// <summary>What every push of one entity carries.</summary>
public abstract record EntityPush
{
    /// <summary>The subscription that this belongs to.</summary>
    [JsonPropertyName("subscriptionId")]
    public required string SubscriptionId { get; init; }

    /// <summary>The position after this push.</summary>
    [JsonPropertyName("version")]
    public required SyncVersion Version { get; init; }

    /// <summary>The seq of the group's preceding push, or of its start. A holder below it has a gap and resubscribes.</summary>
    [JsonPropertyName("prev")]
    public required long Prev { get; init; }

    /// <summary>The callers' names for the writes in here.</summary>
    [JsonPropertyName("mutationIds"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? MutationIds { get; init; }

    /// <summary>On a push of a commit with several changes of the model: the seq of its last one.</summary>
    [JsonPropertyName("commit"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Commit { get; init; }
}

/// <summary>The entity came into being, or was replaced whole.</summary>
public sealed record EntityAdded : EntityPush
{
    /// <summary>The whole body.</summary>
    [JsonPropertyName("entity")]
    public required RawJson Entity { get; init; }
}

/// <summary>Properties of the entity changed.</summary>
public sealed record EntityUpdated : EntityPush
{
    /// <summary>The entity's key.</summary>
    [JsonPropertyName("id")]
    public required SyncKey Id { get; init; }

    /// <summary>The changed top-level properties with their new values; a cleared one is null.</summary>
    [JsonPropertyName("change")]
    public required RawJson Change { get; init; }
}

/// <summary>The entity is gone.</summary>
public sealed record EntityRemoved : EntityPush
{
    /// <summary>The entity's key.</summary>
    [JsonPropertyName("id")]
    public required SyncKey Id { get; init; }
}
