using System.Text.Json.Serialization;
using SyncHub.Json;

namespace SyncHub.Protocol;

/// <summary>Opens the talk: which protocol versions the client speaks.</summary>
public sealed record HelloRequest
{
    /// <summary>The versions that the client speaks.</summary>
    [JsonPropertyName("protocols")]
    public required IReadOnlyList<int> Protocols { get; init; }

    /// <summary>Optional abilities of the client; none are defined in version 1.</summary>
    [JsonPropertyName("features"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Features { get; init; }
}

/// <summary>The server's side of <see cref="HelloRequest"/>.</summary>
public sealed record HelloResponse
{
    /// <summary>The version that both speak.</summary>
    [JsonPropertyName("protocol")]
    public required int Protocol { get; init; }

    /// <summary>What this server can do beyond the version's core.</summary>
    [JsonPropertyName("features")]
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>The server's limits, by name.</summary>
    [JsonPropertyName("limits")]
    public required HelloLimits Limits { get; init; }
}

/// <summary>The limits that a client should know before it asks.</summary>
public sealed record HelloLimits
{
    /// <summary>Subscriptions that one connection may hold.</summary>
    [JsonPropertyName("subscriptionsPerConnection")]
    public required int SubscriptionsPerConnection { get; init; }

    /// <summary>The longest key, in characters of its canonical text.</summary>
    [JsonPropertyName("keyLength")]
    public required int KeyLength { get; init; }

    /// <summary>The largest message that the server reads, in bytes; a larger one closes the connection.</summary>
    [JsonPropertyName("receiveBytes")]
    public required long ReceiveBytes { get; init; }

    /// <summary>How deep the logic of a filter may be nested.</summary>
    [JsonPropertyName("filterDepth")]
    public required int FilterDepth { get; init; }

    /// <summary>How many comparisons a filter may hold, and how many entries an order.</summary>
    [JsonPropertyName("filterTerms")]
    public required int FilterTerms { get; init; }

    /// <summary>How many values a list of <c>$in</c> or <c>$nin</c> may hold.</summary>
    [JsonPropertyName("listLength")]
    public required int ListLength { get; init; }

    /// <summary>The largest <c>top</c>, in rows.</summary>
    [JsonPropertyName("top")]
    public required int Top { get; init; }

    /// <summary>The largest <c>skip</c>, in rows.</summary>
    [JsonPropertyName("skip")]
    public required int Skip { get; init; }

    /// <summary>The longest pattern of <c>$like</c> and <c>$regex</c>, in UTF-16 units.</summary>
    [JsonPropertyName("patternLength")]
    public required int PatternLength { get; init; }

    /// <summary>How many rows a collection without <c>top</c> may have.</summary>
    [JsonPropertyName("matches")]
    public required int Matches { get; init; }
}

/// <summary>Asks for one entity, or for a resolver's rows.</summary>
public sealed record SubscribeEntityRequest
{
    /// <summary>The caller's name for this request; the answer carries it.</summary>
    [JsonPropertyName("requestId")]
    public required string RequestId { get; init; }

    /// <summary>The model's name, or the resolver's.</summary>
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    /// <summary>The entity's key, or what the resolver is asked about.</summary>
    [JsonPropertyName("key")]
    public required SyncKey Key { get; init; }

    /// <summary>The position of what the caller holds already; null for nothing.</summary>
    [JsonPropertyName("lastSeq"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? LastSeq { get; init; }

    /// <summary>The epoch of <see cref="LastSeq"/>.</summary>
    [JsonPropertyName("epoch"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Epoch { get; init; }
}

/// <summary>Asks for the rows of a model that match a filter, in an order, and for every change of them.</summary>
public sealed record SubscribeCollectionRequest
{
    /// <summary>The caller's name for this request; the answer carries it.</summary>
    [JsonPropertyName("requestId")]
    public required string RequestId { get; init; }

    /// <summary>The model's name.</summary>
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    /// <summary>Which rows; absent for all.</summary>
    [JsonPropertyName("filter"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson Filter { get; init; }

    /// <summary>In which order; absent for the key's.</summary>
    [JsonPropertyName("order"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson Order { get; init; }

    /// <summary>How many rows at most; null for all.</summary>
    [JsonPropertyName("top"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Top { get; init; }

    /// <summary>How many of the first rows are left out; null for none.</summary>
    [JsonPropertyName("skip"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Skip { get; init; }

    /// <summary>False for no count; null is true.</summary>
    [JsonPropertyName("total"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Total { get; init; }

    /// <summary>The position of what the caller holds already; null for nothing.</summary>
    [JsonPropertyName("lastSeq"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? LastSeq { get; init; }

    /// <summary>The epoch of <see cref="LastSeq"/>.</summary>
    [JsonPropertyName("epoch"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Epoch { get; init; }

    /// <summary>
    /// The keys of the rows that the caller holds as of <see cref="LastSeq"/>, in order; they may be another page's of the same filter and
    /// order. Without them a resume costs more where the server does not remember the page.
    /// </summary>
    [JsonPropertyName("knownKeys"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SyncKey>? KnownKeys { get; init; }
}

/// <summary>Asks for many things in one call.</summary>
public sealed record SubscribeManyRequest
{
    /// <summary>The entities asked for; null for none.</summary>
    [JsonPropertyName("entities"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SubscribeEntityRequest>? Entities { get; init; }

    /// <summary>The collections asked for; null for none.</summary>
    [JsonPropertyName("collections"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SubscribeCollectionRequest>? Collections { get; init; }
}

/// <summary>Ends a subscription, by its id or, before the answer has come, by its request.</summary>
public sealed record UnsubscribeRequest
{
    /// <summary>The subscription, as <see cref="Subscribed.SubscriptionId"/> named it.</summary>
    [JsonPropertyName("subscriptionId"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SubscriptionId { get; init; }

    /// <summary>The request whose answer has not come.</summary>
    [JsonPropertyName("requestId"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RequestId { get; init; }
}
