using System.Security.Claims;
using SyncHub.Server;

namespace SyncHub.LoadTest.Server.Rules;

/// <summary>Takes any secret for the name of a user. All users are of one tenant.</summary>
internal sealed class LoadAuthenticator : ISyncAuthenticator
{
    public const string Tenant = "tenant-1";
    public const string TenantClaim = "tenant";

    public ValueTask<SyncGrant?> AuthenticateAsync(string secret, CancellationToken cancellationToken)
    {
        var identity = new ClaimsIdentity([new(ClaimTypes.NameIdentifier, secret), new(TenantClaim, Tenant)], nameof(LoadAuthenticator));
        return new(new SyncGrant(new ClaimsPrincipal(identity)));
    }
}
