namespace SyncHub.Server.Sessions;

/// <summary>How a session took a group.</summary>
internal enum SessionEntry
{
    /// <summary>It holds the group now.</summary>
    New,

    /// <summary>It held the group already.</summary>
    Held,

    /// <summary>It has ended, or the request was withdrawn.</summary>
    Refused,

    /// <summary>It stands for somebody else than when the request was judged.</summary>
    Outdated,
}
