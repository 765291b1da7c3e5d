using SyncHub.Client.Connection;

namespace SyncHub.Client.Tests.Connection;

/// <summary>One state per column and one event per row of the table in docs/state-machines.md.</summary>
internal static class ConnectionTable
{
    private static readonly SyncError Reason = new("test", "A reason.");

    public static IReadOnlyDictionary<string, ConnectionState> States { get; } = Enum.GetValues<SyncConnectionState>().ToDictionary(
        phase => phase.ToString(),
        phase => phase is SyncConnectionState.Idle or SyncConnectionState.Connected
            ? new ConnectionState { Phase = phase }
            : new ConnectionState { Phase = phase, Attempt = 2, Backoff = 2, Reason = Reason });

    public static IReadOnlyDictionary<string, ConnectionEvent> Events { get; } = new Dictionary<string, ConnectionEvent>
    {
        ["first subscribe"] = new ConnectionEvent.Demanded(),
        ["ConnectAsync, RetryAsync"] = new ConnectionEvent.ConnectRequested(),
        ["connected and greeted"] = new ConnectionEvent.Opened(),
        ["attempt failed"] = new ConnectionEvent.OpenFailed(Reason),
        ["unsupported-protocol"] = new ConnectionEvent.OpenFailed(Reason, IsFinal: true),
        ["connection lost"] = new ConnectionEvent.Lost(Reason),
        ["Closing, reconnect"] = new ConnectionEvent.ServerCloses(new Closing { Code = Closing.ServerStopping, Reconnect = true }),
        ["Closing, reconnect after 700 ms"] = new ConnectionEvent.ServerCloses(new Closing { Code = Closing.ServerStopping, Reconnect = true, AfterMs = 700 }),
        ["Closing, do not reconnect"] = new ConnectionEvent.ServerCloses(new Closing { Code = SyncErrorCodes.Forbidden, Reconnect = false }),
        ["signed out"] = new ConnectionEvent.SignedOut(),
        ["delay over"] = new ConnectionEvent.DelayElapsed(),
        ["DisposeAsync"] = new ConnectionEvent.Disposed(),
    };

    public static string Describe(ConnectionState before, ConnectionTransition transition)
    {
        var (after, effects) = transition;
        return before == after && effects.IsEmpty
            ? "·"
            : string.Join(", ", effects.Select(Describe).Prepend(after.Phase.ToString()));
    }

    private static string Describe(ConnectionEffect effect) => effect switch
    {
        ConnectionEffect.Open => "open",
        ConnectionEffect.Close => "close",
        ConnectionEffect.StartDelay { After: { } after } start => $"attempt {start.Attempt} after {after.TotalMilliseconds} ms",
        ConnectionEffect.StartDelay start => $"attempt {start.Attempt} after backoff {start.Backoff}",
        ConnectionEffect.StopDelay => "stop delay",
        ConnectionEffect.TellConnected => "tell Connected",
        ConnectionEffect.TellDisconnected => "tell Disconnected",
        ConnectionEffect.TellGivenUp => "tell ReconnectFailed",
        _ => throw new ArgumentOutOfRangeException(nameof(effect), effect, "An effect without a name."),
    };
}
