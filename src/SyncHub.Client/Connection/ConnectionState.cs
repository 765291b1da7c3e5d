namespace SyncHub.Client.Connection;

/// <summary>Where the connection stands. Immutable; <see cref="ConnectionReducer"/> makes the next one.</summary>
internal sealed record ConnectionState
{
    public SyncConnectionState Phase { get; init; }

    /// <summary>Attempts since the last working connection, the one under way or awaited included.</summary>
    public int Attempt { get; init; }

    /// <summary>How far the delay has grown: attempts that the server did not ask for.</summary>
    public int Backoff { get; init; }

    /// <summary>Why there is no connection.</summary>
    public SyncError? Reason { get; init; }
}
