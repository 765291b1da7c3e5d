using System.Security.Claims;

namespace SyncHub.Server;

/// <summary>
/// Says who somebody is that signs in on a running connection with a secret: a token, a session's key. Register it with
/// <see cref="SyncHubBuilder.AddAuthenticator{TAuthenticator}"/>; each call has a service scope of its own.
/// </summary>
public interface ISyncAuthenticator
{
    /// <summary>Checks a secret.</summary>
    /// <param name="secret">What the client sent.</param>
    /// <param name="cancellationToken">Cancelled when the connection ends, or takes too long (<see cref="SyncHubOptions.SourceTimeout"/>).</param>
    /// <returns>What the secret grants; null where it grants nothing.</returns>
    ValueTask<SyncGrant?> AuthenticateAsync(string secret, CancellationToken cancellationToken);
}

/// <summary>What a secret grants.</summary>
/// <param name="Principal">Who the connection stands for from here on.</param>
/// <param name="ExpiresAt">Until when; null for as long as the connection lasts. Then the connection is again who it was when it was made.</param>
public sealed record SyncGrant(ClaimsPrincipal Principal, DateTimeOffset? ExpiresAt = null);
