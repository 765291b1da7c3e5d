using System.Text.Json.Serialization;
using SyncHub.Json;

namespace SyncHub.Protocol;

/// <summary>Signs in on a running connection, in place of whoever was signed in on it.</summary>
public sealed record AuthenticateRequest
{
    /// <summary>What proves who asks: a token, say. The application's authenticator knows its form. Never logged.</summary>
    [JsonPropertyName("secret")]
    public required string Secret { get; init; }

    /// <summary>Without the secret: what a record writes of itself ends in logs.</summary>
    public override string ToString() => $"{nameof(AuthenticateRequest)} {{ {nameof(Secret)} = *** }}";
}

/// <summary>The server's side of <see cref="AuthenticateRequest"/>.</summary>
public sealed record AuthenticateResponse
{
    /// <summary>Whether the secret was accepted. Where it was not, nothing but that is told.</summary>
    [JsonPropertyName("ok")]
    public required bool Ok { get; init; }

    /// <summary>When the grant ends, UTC; sign in again before. Null for one without an end.</summary>
    [JsonPropertyName("expiresAt"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? ExpiresAt { get; init; }
}
