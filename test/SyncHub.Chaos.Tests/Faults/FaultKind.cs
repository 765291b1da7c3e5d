namespace SyncHub.Chaos.Tests.Faults;

/// <summary>What is done to a process.</summary>
internal enum FaultKind
{
    /// <summary>A node is killed, and started again after a while.</summary>
    NodeKill,

    /// <summary>A node is halted for a while.</summary>
    NodePause,

    /// <summary>A node is ended in order, and started again after a while.</summary>
    NodeRestart,

    /// <summary>Redis saves, goes on, is killed, and begins after a while with what it saved; or with everything, where it loses nothing.</summary>
    RedisKill,

    /// <summary>Redis is killed, and begins after a while without data.</summary>
    RedisEmpty,

    /// <summary>Redis is ended in order, with all its data saved, and started again after a while.</summary>
    RedisRestart,

    /// <summary>Redis is halted for a while.</summary>
    RedisPause,
}
