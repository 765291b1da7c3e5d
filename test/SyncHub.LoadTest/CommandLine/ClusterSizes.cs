namespace SyncHub.LoadTest.CommandLine;

/// <summary>How much of everything with several nodes and a Redis.</summary>
internal sealed record ClusterSizes
{
    /// <summary>Commits of an append run, by all writers together.</summary>
    public required int Appends { get; init; }

    /// <summary>Who append at once; twice what the log has on its way, so that something always waits.</summary>
    public required int Writers { get; init; }

    /// <summary>Appends of a run, one after the other.</summary>
    public required int SingleAppends { get; init; }

    /// <summary>How long changes are pushed, one per <see cref="Tick"/>.</summary>
    public required TimeSpan PushedFor { get; init; }

    public TimeSpan Tick => TimeSpan.FromMilliseconds(20);

    /// <summary>Clients of each node.</summary>
    public required int Clients { get; init; }

    /// <summary>Entities, and as many live collections, that each client follows while changes go by.</summary>
    public int Pairs => 5;

    /// <summary>Changes that concern nobody, in a run.</summary>
    public required int Changes { get; init; }

    /// <summary>How long a node is idle before such a run, to know what it takes then.</summary>
    public required TimeSpan Idle { get; init; }

    /// <summary>The shortest wait before a client that was cut off comes back; the longest is twice that.</summary>
    public TimeSpan ReconnectBaseDelay => TimeSpan.FromSeconds(1);

    /// <summary>How many nodes are killed for each kind of client.</summary>
    public required int Kills { get; init; }

    public static ClusterSizes Full { get; } = new()
    {
        Appends = 40_000,
        Writers = 128,
        SingleAppends = 2000,
        PushedFor = TimeSpan.FromSeconds(4),
        Clients = 1000,
        Changes = 1000,
        Idle = TimeSpan.FromSeconds(2),
        Kills = 3,
    };

    public static ClusterSizes Quick { get; } = Full with
    {
        Appends = 2000,
        SingleAppends = 100,
        PushedFor = TimeSpan.FromSeconds(0.5),
        Clients = 30,
        Changes = 50,
        Idle = TimeSpan.FromSeconds(0.2),
        Kills = 1,
    };
}
