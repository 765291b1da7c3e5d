using System.Security.Claims;
using Microsoft.Extensions.Logging;
using SyncHub.Protocol;
using SyncHub.Server.Authorization;
using SyncHub.Server.Fanout;

namespace SyncHub.Server.Sessions;

/// <summary>Judges the connections of this node again.</summary>
internal sealed partial class SessionReviews(
    SessionRegistry sessions, SignIn signIn, AccessReview review, FanoutPump pump, SessionTerminator terminator, OutboxLimits limits, TimeProvider time, ILogger<SessionReviews> logger)
{
    /// <summary>Completes when nothing that may not be seen any more will reach any of them.</summary>
    /// <param name="user">Whose; null for everybody's.</param>
    public Task ReviewAsync(Func<ClaimsPrincipal, bool>? user)
    {
        // Before anybody is looked at: whoever comes meanwhile is judged by what holds now.
        review.Begin();
        var concerned = sessions.Sessions.Where(session => user?.Invoke(session.Identity.Principal) ?? true).ToArray();
        return Task.WhenAll(concerned.Select(ReviewAsync));
    }

    private async Task ReviewAsync(Session session)
    {
        var before = session.Identity;
        await signIn.ReviewAsync(session).ConfigureAwait(false);
        if (session.Identity.Generation == before.Generation)
        {
            return;
        }

        try
        {
            // Pushes of what was left are gone from its queue; answers that it had been given before are not, and leave first.
            await pump.HandOffAsync(session.ConnectionId).WaitAsync(limits.SlowWrite, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What a connection that does not read is still to be sent, nobody can take back: it is not sent at all.
            LogCut(session.ConnectionId);
            terminator.Close(session, new Closing { Code = SyncErrorCodes.Unauthenticated, Reconnect = true });
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Connection {ConnectionId} does not read; it is closed, so that nothing reaches it that its user may not see any more.")]
    private partial void LogCut(string connectionId);
}
