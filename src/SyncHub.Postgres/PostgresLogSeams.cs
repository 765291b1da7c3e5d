namespace SyncHub.Postgres;

/// <summary>Where tests reach in.</summary>
internal sealed record PostgresLogSeams
{
    /// <summary>Measures waits and the quiet timer, where that is another clock than that of timestamps.</summary>
    public TimeProvider? Timers { get; init; }

    public PostgresGuards Guards { get; init; } = PostgresGuards.All;

    /// <summary>False to lose every notification.</summary>
    public bool HearsNews { get; init; } = true;

    /// <summary>Called after each transaction of appends, before anything learns of its end: what it throws loses the answer.</summary>
    public Action Committed { get; init; } = () => { };
}
