namespace SyncHub.Server.Feed;

/// <summary>How a join ended.</summary>
internal enum JoinResult
{
    /// <summary>The session has its answer and follows from here.</summary>
    Joined,

    /// <summary>The history does not reach back far enough: read the source (again) and join with that.</summary>
    ReadNeeded,

    /// <summary>Nobody waits any more: the session has ended or the request was withdrawn.</summary>
    Withdrawn,
}
