using System.Text.Json.Serialization;
using SyncHub.Json;

namespace SyncHub.Protocol;

/// <summary>What every push of a live collection carries.</summary>
public abstract record CollectionPush
{
    /// <summary>The subscription that this belongs to.</summary>
    [JsonPropertyName("subscriptionId")]
    public required string SubscriptionId { get; init; }

    /// <summary>How many rows match without <c>top</c> and <c>skip</c>; absent where the query asked for no count.</summary>
    [JsonPropertyName("totalCount"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? TotalCount { get; init; }

    /// <summary>The position after this push.</summary>
    [JsonPropertyName("version")]
    public required SyncVersion Version { get; init; }

    /// <summary>The callers' names for the writes in here.</summary>
    [JsonPropertyName("mutationIds"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? MutationIds { get; init; }
}

/// <summary>The whole page as it is now; applies whatever the holder's position.</summary>
public sealed record CollectionSnapshot : CollectionPush
{
    /// <summary>The rows, in order: a JSON array of bodies.</summary>
    [JsonPropertyName("data")]
    public required RawJson Data { get; init; }
}

/// <summary>What changed on the page, as edits; none where only the total did.</summary>
public sealed record CollectionChanged : CollectionPush
{
    /// <summary>The edits, to be applied one after the other.</summary>
    [JsonPropertyName("changes")]
    public required IReadOnlyList<CollectionEdit> Changes { get; init; }

    /// <summary>The seq of the group's preceding push, or of its start. A holder below it has a gap and resubscribes.</summary>
    [JsonPropertyName("prev")]
    public required long Prev { get; init; }

    /// <summary>On a push of a commit with several changes of the model: the seq of its last one.</summary>
    [JsonPropertyName("commit"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Commit { get; init; }
}
