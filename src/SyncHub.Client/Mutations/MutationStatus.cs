namespace SyncHub.Client;

/// <summary>What has become of a <see cref="SyncMutation"/>.</summary>
public enum MutationStatus
{
    /// <summary>Shown, and not yet answered by the server.</summary>
    Pending,

    /// <summary>The server has taken it; the data that contains it is still on its way.</summary>
    Accepted,

    /// <summary>The server's data contains it; nothing lies over the data any more.</summary>
    Settled,

    /// <summary>The application has taken it back.</summary>
    RolledBack,

    /// <summary>The server, or the application's call to it, has refused it.</summary>
    Failed,

    /// <summary>Nobody has answered within <see cref="SyncClientOptions.MutationTimeout"/>; whether the server has taken it is not known. It is no longer shown.</summary>
    Unknown,
}
