using System.Text.Json.Serialization;

namespace SyncHub.Protocol;

/// <summary>A request was refused, or a subscription is in trouble.</summary>
public sealed record SubscriptionError
{
    /// <summary>The request that failed.</summary>
    [JsonPropertyName("requestId"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RequestId { get; init; }

    /// <summary>The subscription that is in trouble.</summary>
    [JsonPropertyName("subscriptionId"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SubscriptionId { get; init; }

    /// <summary>One of <see cref="SyncErrorCodes"/>.</summary>
    [JsonPropertyName("code")]
    public required string Code { get; init; }

    /// <summary>One sentence that names the thing, the bad value and the way out.</summary>
    [JsonPropertyName("error")]
    public required string Error { get; init; }

    /// <summary>Whether asking again later can succeed.</summary>
    [JsonPropertyName("retryable")]
    public required bool Retryable { get; init; }

    /// <summary>False: the server keeps the subscription and answers with <see cref="Subscribed"/> when it can. True: it is over.</summary>
    [JsonPropertyName("ended")]
    public required bool Ended { get; init; }

    /// <summary>How many milliseconds to wait before asking again.</summary>
    [JsonPropertyName("retryAfterMs"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RetryAfterMs { get; init; }
}
