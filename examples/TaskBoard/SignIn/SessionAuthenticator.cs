using SyncHub.Server;

namespace TaskBoard.SignIn;

/// <summary>Takes a session's token on a running connection: it is the secret of <c>Authenticate</c>.</summary>
internal sealed class SessionAuthenticator(SessionStore sessions) : ISyncAuthenticator
{
    public ValueTask<SyncGrant?> AuthenticateAsync(string secret, CancellationToken cancellationToken) =>
        new(sessions.Find(secret) is { } session ? new SyncGrant(session.ToPrincipal(), session.ExpiresAt) : null);
}
