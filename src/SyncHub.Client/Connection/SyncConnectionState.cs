namespace SyncHub.Client;

/// <summary>Where a client stands with its server.</summary>
public enum SyncConnectionState
{
    /// <summary>Nothing has asked for a connection yet.</summary>
    Idle,

    /// <summary>An attempt to connect is under way.</summary>
    Connecting,

    /// <summary>Connected; subscriptions are live.</summary>
    Connected,

    /// <summary>Not connected; the next attempt follows by itself.</summary>
    Waiting,

    /// <summary>Not connected and no longer trying, until <see cref="SyncClient.ConnectAsync"/> or <see cref="SyncClient.RetryAsync"/>.</summary>
    GivenUp,

    /// <summary>The client has been disposed.</summary>
    Closed,
}
