namespace SyncHub.Redis;

/// <summary>What protects the log, and the node bus, against failures. Tests take one away to see that it is what protects.</summary>
[Flags]
internal enum RedisGuards
{
    None = 0,

    /// <summary>Appends are refused by a server other than the one that the session was opened on.</summary>
    RunId = 1,

    /// <summary>Commits are numbered, so that one that is sent again is not appended again, and one that is lost is missed.</summary>
    CommitNumbers = 2,

    /// <summary>A message that does not follow the head has what is missing read.</summary>
    PreviousSeq = 4,

    /// <summary>Heads are compared with each beat.</summary>
    QuietHeads = 8,

    /// <summary>A connection on which the node's own beats, or its own messages on the bus, do not come back is given up.</summary>
    Probe = 16,

    /// <summary>A lease that lapses begins a new epoch.</summary>
    Leases = 32,

    /// <summary>What was not answered is sent again.</summary>
    Resend = 64,

    /// <summary>Commits that are dropped are made up for by a new epoch.</summary>
    Overflow = 128,

    All = 255,
}
