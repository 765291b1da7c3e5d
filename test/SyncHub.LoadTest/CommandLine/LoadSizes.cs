namespace SyncHub.LoadTest.CommandLine;

/// <summary>How much of everything.</summary>
internal sealed record LoadSizes
{
    /// <summary>Fan-out is measured for each of these; the other scenarios take the largest.</summary>
    public required IReadOnlyList<int> Connections { get; init; }

    /// <summary>Updates in a burst.</summary>
    public required int Updates { get; init; }

    /// <summary>Measured runs of each side.</summary>
    public required int Runs { get; init; }

    /// <summary>Runs that are thrown away first, until the server's code is compiled for good.</summary>
    public required int WarmUps { get; init; }

    public required TimeSpan PacedFor { get; init; }

    public required TimeSpan StalledFor { get; init; }

    /// <summary>Characters that each write to the stalled reader's second entity changes.</summary>
    public required int StalledText { get; init; }

    /// <summary>Whether bare SignalR is stalled too: each time, its writer waits 10 s for the reader.</summary>
    public bool StalledBaseline { get; init; } = true;

    /// <summary>Entity subscriptions of the memory scenario.</summary>
    public required int Subscriptions { get; init; }

    /// <summary>Subscriptions to other keys.</summary>
    public required IReadOnlyList<int> OtherKeys { get; init; }

    /// <summary>Writes to the one watched key, a multiple of <see cref="WritesAtOnce"/>.</summary>
    public required int Writes { get; init; }

    /// <summary>Writes after which the watcher is waited for, so that nothing overflows.</summary>
    public int WritesAtOnce => 1000;

    /// <summary>Missed changes that a resume is measured after.</summary>
    public required IReadOnlyList<int> Missed { get; init; }

    public required LiveSizes Live { get; init; }

    public required SecuredSizes Secured { get; init; }

    public required ClusterSizes Cluster { get; init; }

    /// <summary>All that is run ends within this.</summary>
    public required TimeSpan Limit { get; init; }

    public int MostConnections => Connections.Max();

    public static LoadSizes Full { get; } = new()
    {
        Connections = [100, 1000],
        Updates = 200,
        Runs = 5,
        WarmUps = 5,
        PacedFor = TimeSpan.FromSeconds(5),
        StalledFor = TimeSpan.FromSeconds(8),
        StalledText = 16_000,
        Subscriptions = 10_000,
        OtherKeys = [1, 1000, 10_000, 50_000],
        Writes = 20_000,
        Missed = [0, 1, 10, 50, 999],
        Live = LiveSizes.Full,
        Secured = SecuredSizes.Full,
        Cluster = ClusterSizes.Full,
        Limit = TimeSpan.FromMinutes(90),
    };

    /// <summary>Small enough to show within 40 s that everything runs. The figures mean nothing.</summary>
    public static LoadSizes Quick { get; } = Full with
    {
        Connections = [50],
        Updates = 50,
        Runs = 1,
        WarmUps = 0,
        PacedFor = TimeSpan.FromSeconds(0.5),
        StalledFor = TimeSpan.FromSeconds(2),
        StalledText = 64_000,
        StalledBaseline = false,
        Subscriptions = 500,
        OtherKeys = [1, 200],
        Writes = 1000,
        Missed = [0, 10],
        Live = LiveSizes.Quick,
        Secured = SecuredSizes.Quick,
        Cluster = ClusterSizes.Quick,
        Limit = TimeSpan.FromMinutes(5),
    };
}
