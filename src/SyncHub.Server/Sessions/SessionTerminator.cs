using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using SyncHub.Protocol;
using SyncHub.Server.Fanout;

namespace SyncHub.Server.Sessions;

/// <summary>Closes connections from the server's side, with a reason where it can still be heard.</summary>
internal sealed partial class SessionTerminator(FanoutPump pump, AnswerSender answers, TimeProvider time, ILogger<SessionTerminator> logger)
{
    // How long a connection gets to take its reason before it is cut.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    /// <summary>The application's own messages exceed what may be queued for this connection.</summary>
    public void Abort(Session session)
    {
        LogOverflow(session.ConnectionId);
        _ = AbortAsync(session, new Closing { Code = SyncErrorCodes.LimitExceeded, Reconnect = true });
    }

    private async Task AbortAsync(Session session, Closing closing)
    {
        try
        {
            await answers.SendClosingAsync(session, closing).ConfigureAwait(false);
            await pump.HandOffAsync(session.ConnectionId).WaitAsync(LastWords, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It reads nothing: it cannot hear the reason.
        }

        // HubConnectionContext.Abort would wait for the blocked pipe.
        if (session.Connection.Features.Get<IConnectionLifetimeFeature>() is { } lifetime)
        {
            lifetime.Abort();
        }
        else
        {
            session.Connection.Abort();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Connection {ConnectionId} is closed: more of the application's own messages wait for it than its outbox may hold.")]
    private partial void LogOverflow(string connectionId);
}
