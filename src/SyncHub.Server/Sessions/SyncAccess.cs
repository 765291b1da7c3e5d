using System.Security.Claims;
using SyncHub.Server.Authorization;

namespace SyncHub.Server.Sessions;

/// <inheritdoc/>
internal sealed class SyncAccess(SessionRegistry sessions, SignIn signIn, AccessReview review) : ISyncAccess
{
    public Task ReevaluateAsync(Func<ClaimsPrincipal, bool>? user = null, CancellationToken cancellationToken = default)
    {
        // Before anybody is looked at: whoever comes meanwhile is judged by what holds now.
        review.Begin();
        var concerned = sessions.Sessions.Where(session => user?.Invoke(session.Identity.Principal) ?? true).ToArray();
        return Task.WhenAll(concerned.Select(signIn.ReviewAsync)).WaitAsync(cancellationToken);
    }
}
