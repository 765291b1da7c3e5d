namespace SyncHub.Redis;

/// <summary>Where tests reach in.</summary>
internal sealed record RedisLogSeams
{
    /// <summary>Measures waits for Redis and the quiet timer, where that is another clock than that of timestamps.</summary>
    public TimeProvider? Timers { get; init; }

    public RedisGuards Guards { get; init; } = RedisGuards.All;

    /// <summary>False to end as one that was killed does.</summary>
    public bool SaysGoodbye { get; init; } = true;
}
