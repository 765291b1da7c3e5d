namespace SyncHub.Postgres;

/// <summary>What protects the log against failures. Tests take one away to see that it is what protects.</summary>
[Flags]
internal enum PostgresGuards
{
    None = 0,

    /// <summary>A commit keeps its number when it is sent again, so that it is not appended again.</summary>
    CommitNumbers = 1,

    /// <summary>The log is looked at every now and then, notified or not.</summary>
    QuietLook = 2,

    /// <summary>Heads are locked in the order of the models' names.</summary>
    LockOrder = 4,

    /// <summary>What was not answered is sent again.</summary>
    Resend = 8,

    /// <summary>Commits that are dropped are made up for by a new epoch.</summary>
    Overflow = 16,

    /// <summary>A log that has less than this node, or something else, begins a new epoch.</summary>
    LostTail = 32,

    All = 63,
}
