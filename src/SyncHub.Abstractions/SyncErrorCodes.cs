namespace SyncHub;

/// <summary>The values of <see cref="SyncError.Code"/> that protocol version 1 knows.</summary>
public static class SyncErrorCodes
{
    /// <summary>No model of that name is registered on the server.</summary>
    public const string UnknownModel = "unknown-model";

    /// <summary>A request is malformed: a member is missing, unknown, of the wrong type or out of its limits.</summary>
    public const string InvalidRequest = "invalid-request";

    /// <summary>A filter or an order does not fit the model.</summary>
    public const string InvalidFilter = "invalid-filter";

    /// <summary>The connection must sign in first.</summary>
    public const string Unauthenticated = "unauthenticated";

    /// <summary>The signed-in user may not have this.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>A limit of the server is reached.</summary>
    public const string LimitExceeded = "limit-exceeded";

    /// <summary>The model's data source cannot answer at the moment.</summary>
    public const string SourceUnavailable = "source-unavailable";

    /// <summary>Client and server share no protocol version.</summary>
    public const string UnsupportedProtocol = "unsupported-protocol";

    /// <summary>The server failed in a way that it did not expect; the details are in its log.</summary>
    public const string InternalError = "internal-error";
}
