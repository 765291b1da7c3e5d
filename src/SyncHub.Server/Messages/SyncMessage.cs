using System.Security.Claims;
using System.Text.Json;
using SyncHub.Json;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Messages;

/// <summary>Something that a client sent.</summary>
public sealed class SyncMessage
{
    private readonly ISyncClient _caller;
    private readonly JsonSerializerOptions _serializer;

    internal SyncMessage(JsonElement payload, SessionIdentity identity, ISyncClient caller, JsonSerializerOptions serializer)
    {
        Payload = payload;
        Principal = identity.Principal;
        Secret = identity.Secret;
        ConnectionId = identity.ConnectionId;
        _caller = caller;
        _serializer = serializer;
    }

    /// <summary>What it sent: any JSON.</summary>
    public JsonElement Payload { get; }

    /// <summary>Who the connection stood for when it came.</summary>
    public ClaimsPrincipal Principal { get; }

    /// <summary>The id of that user (<see cref="ClaimsPrincipalExtensions.FindUserId"/>); null where there is none.</summary>
    public string? UserId => Principal.FindUserId();

    /// <summary>What the connection signed in with while it was running; null where it did not.</summary>
    public string? Secret { get; }

    /// <summary>The connection that it came from.</summary>
    public string ConnectionId { get; }

    /// <summary>
    /// Sends something back to that connection, as a call of <see cref="ISyncClient.Message"/>. It is written as SyncHub writes bodies. May be
    /// called any number of times, and later; where the connection has ended nothing happens.
    /// </summary>
    public Task ReplyAsync(object? payload) => _caller.Message(new RawJson(JsonSerializer.SerializeToUtf8Bytes(payload, payload?.GetType() ?? typeof(object), _serializer)));
}
