namespace SyncHub.Client;

/// <summary>The values of <see cref="SyncError.Code"/> that come from the client itself, beside those of <see cref="SyncErrorCodes"/>.</summary>
public static class SyncClientErrorCodes
{
    /// <summary>The connection could not be made.</summary>
    public const string ConnectFailed = "connect-failed";

    /// <summary>The connection was there and broke.</summary>
    public const string ConnectionLost = "connection-lost";

    /// <summary>The secret could not be asked for, or the server did not answer it.</summary>
    public const string SignInFailed = "sign-in-failed";

    /// <summary>The application signed out; the connection is replaced by one that is nobody's.</summary>
    public const string SignedOut = "signed-out";

    /// <summary>The server's answer to a request could not be used.</summary>
    public const string RequestFailed = "request-failed";

    /// <summary>The application took a mutation back.</summary>
    public const string MutationRolledBack = "mutation-rolled-back";

    /// <summary>The server, or the call to it, refused a mutation.</summary>
    public const string MutationFailed = "mutation-failed";

    /// <summary>Nobody said in time what became of a mutation.</summary>
    public const string MutationUnknown = "mutation-unknown";

    /// <summary>What the server sent does not fit the type that it was to be read as.</summary>
    public const string UnreadableEntity = "unreadable-entity";
}
