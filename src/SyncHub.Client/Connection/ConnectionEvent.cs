using SyncHub.Protocol;

namespace SyncHub.Client.Connection;

/// <summary>What can happen to the connection.</summary>
internal abstract record ConnectionEvent
{
    private ConnectionEvent()
    {
    }

    /// <summary>A subscription wants a connection.</summary>
    public sealed record Demanded : ConnectionEvent;

    /// <summary>The application asks for a connection, now.</summary>
    public sealed record ConnectRequested : ConnectionEvent;

    /// <summary>Connected, and greeted by the server.</summary>
    public sealed record Opened : ConnectionEvent;

    /// <summary>The attempt failed; <paramref name="IsFinal"/> where another one cannot help.</summary>
    public sealed record OpenFailed(SyncError Reason, bool IsFinal = false) : ConnectionEvent;

    public sealed record Lost(SyncError Reason) : ConnectionEvent;

    /// <summary>The server said that it is about to close.</summary>
    public sealed record ServerCloses(Closing Message) : ConnectionEvent;

    /// <summary>The connection is somebody's who has signed out.</summary>
    public sealed record SignedOut : ConnectionEvent;

    public sealed record DelayElapsed : ConnectionEvent;

    /// <summary>The client is being disposed.</summary>
    public sealed record Disposed : ConnectionEvent;
}
