using SyncHub.Protocol;
using static SyncHub.Client.Connection.ConnectionTransition;

namespace SyncHub.Client.Connection;

/// <summary>The connection's table of docs/state-machines.md as a function. What does not fit a state changes nothing.</summary>
internal static class ConnectionReducer
{
    private static readonly SyncError SignedOut =
        new(SyncClientErrorCodes.SignedOut, "SecretFactory has nobody to sign in any more; a connection that is nobody's takes the place of this one.", Retryable: true);

    public static ConnectionTransition Reduce(ConnectionState state, ConnectionEvent happened, int? maxAttempts) => (state.Phase, happened) switch
    {
        (SyncConnectionState.Closed, _) => To(state),
        (_, ConnectionEvent.Disposed) => To(
            state with { Phase = SyncConnectionState.Closed },
            new ConnectionEffect.StopDelay(),
            new ConnectionEffect.Close()),

        (SyncConnectionState.Idle, ConnectionEvent.Demanded) => Open(state),
        (SyncConnectionState.Idle or SyncConnectionState.GivenUp, ConnectionEvent.ConnectRequested) => Open(Fresh(state)),
        (SyncConnectionState.Waiting, ConnectionEvent.ConnectRequested) => Open(Fresh(state), new ConnectionEffect.StopDelay()),
        (SyncConnectionState.Waiting, ConnectionEvent.DelayElapsed) => Open(state),

        (SyncConnectionState.Connecting, ConnectionEvent.Opened) => To(
            Fresh(state) with { Phase = SyncConnectionState.Connected },
            new ConnectionEffect.TellConnected()),
        (SyncConnectionState.Connecting, ConnectionEvent.OpenFailed { IsFinal: true } failed) => GiveUp(state, failed.Reason),
        (SyncConnectionState.Connecting, ConnectionEvent.OpenFailed failed) => Wait(state, failed.Reason, maxAttempts),

        (SyncConnectionState.Connecting or SyncConnectionState.Connected, ConnectionEvent.Lost lost) => Wait(state, lost.Reason, maxAttempts),
        (SyncConnectionState.Connecting or SyncConnectionState.Connected, ConnectionEvent.ServerCloses closes) =>
            OnServerCloses(state, closes.Message, maxAttempts),

        (SyncConnectionState.Connected, ConnectionEvent.SignedOut) => To(
            state with { Phase = SyncConnectionState.Connecting },
            new ConnectionEffect.Close(),
            new ConnectionEffect.TellDisconnected(SignedOut),
            new ConnectionEffect.Open()),

        _ => To(state),
    };

    private static ConnectionTransition OnServerCloses(ConnectionState state, Closing closing, int? maxAttempts)
    {
        var reason = new SyncError(
            closing.Code,
            closing.Reconnect ? $"The server closed the connection ({closing.Code})." : $"The server closed the connection ({closing.Code}) and asked not to come back; call ConnectAsync or RetryAsync to try nevertheless.",
            closing.Reconnect);
        TimeSpan? after = closing.AfterMs is { } milliseconds ? TimeSpan.FromMilliseconds(Math.Max(0, milliseconds)) : null;
        return closing.Reconnect ? Wait(state, reason, maxAttempts, after) : GiveUp(state, reason);
    }

    private static ConnectionTransition Wait(ConnectionState state, SyncError reason, int? maxAttempts, TimeSpan? after = null)
    {
        var attempt = state.Attempt + 1;
        if (attempt > maxAttempts)
        {
            return GiveUp(state, reason);
        }

        var backoff = after is null ? state.Backoff + 1 : state.Backoff;
        return End(
            state with { Phase = SyncConnectionState.Waiting, Attempt = attempt, Backoff = backoff, Reason = reason },
            state.Phase,
            reason,
            new ConnectionEffect.StartDelay(attempt, backoff, after, reason));
    }

    private static ConnectionTransition GiveUp(ConnectionState state, SyncError reason) =>
        End(state with { Phase = SyncConnectionState.GivenUp, Reason = reason }, state.Phase, reason, new ConnectionEffect.TellGivenUp(reason));

    private static ConnectionTransition End(ConnectionState next, SyncConnectionState from, SyncError reason, ConnectionEffect then) =>
        from == SyncConnectionState.Connected
            ? To(next, new ConnectionEffect.Close(), new ConnectionEffect.TellDisconnected(reason), then)
            : To(next, new ConnectionEffect.Close(), then);

    private static ConnectionTransition Open(ConnectionState state, params ReadOnlySpan<ConnectionEffect> before) =>
        To(state with { Phase = SyncConnectionState.Connecting }, [.. before, new ConnectionEffect.Open()]);

    private static ConnectionState Fresh(ConnectionState state) => state with { Attempt = 0, Backoff = 0, Reason = null };
}
