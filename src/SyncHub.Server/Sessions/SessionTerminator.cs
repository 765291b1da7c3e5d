using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using SyncHub.Protocol;
using SyncHub.Server.Fanout;

namespace SyncHub.Server.Sessions;

/// <summary>Closes connections from the server's side, with a reason where it can still be heard.</summary>
internal sealed partial class SessionTerminator(FanoutPump pump, AnswerSender answers, TimeProvider time, ILogger<SessionTerminator> logger)
{
    // How long a connection gets to take its reason, and as long again to leave by itself, before it is cut.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    /// <summary>The application's own messages exceed what may be queued for this connection.</summary>
    public void Abort(Session session)
    {
        LogOverflow(session.ConnectionId);
        _ = AbortAsync(session, new Closing { Code = SyncErrorCodes.LimitExceeded, Reconnect = true });
    }

    /// <summary>Closes a connection with a reason.</summary>
    public void Close(Session session, Closing closing) => _ = AbortAsync(session, closing);

    private async Task AbortAsync(Session session, Closing closing)
    {
        try
        {
            await answers.SendClosingAsync(session, closing).ConfigureAwait(false);
            await pump.HandOffAsync(session.ConnectionId).WaitAsync(LastWords, time).ConfigureAwait(false);

            // Nothing is heard or told any more. The reason may still be in the transport's pipe, which SignalR drops when the hub ends:
            // whoever has taken it leaves, and is aborted only if it stays.
            session.Close();
            await Task.Delay(LastWords, time, session.Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            session.Connection.Abort();
        }
        catch (TimeoutException)
        {
            Cut(session.Connection);
        }
        catch (Exception exception)
        {
            LogFarewellFailed(exception, session.ConnectionId);
            Cut(session.Connection);
        }
    }

    // It reads nothing, so it cannot hear the reason; and HubConnectionContext.Abort would wait for its blocked pipe.
    private static void Cut(HubConnectionContext connection)
    {
        if (connection.Features.Get<IConnectionLifetimeFeature>() is { } lifetime)
        {
            lifetime.Abort();
        }
        else
        {
            connection.Abort();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Connection {ConnectionId} is closed: more of the application's own messages wait for it than its outbox may hold.")]
    private partial void LogOverflow(string connectionId);

    [LoggerMessage(2, LogLevel.Error, "Connection {ConnectionId} could not be told why it is closed.")]
    private partial void LogFarewellFailed(Exception exception, string connectionId);
}
