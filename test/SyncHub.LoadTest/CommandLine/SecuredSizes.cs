namespace SyncHub.LoadTest.CommandLine;

/// <summary>How much of everything where rules are concerned.</summary>
internal sealed record SecuredSizes
{
    /// <summary>Users with a connection, a live query and rows of their own.</summary>
    public required int Users { get; init; }

    public required int RowsPerUser { get; init; }

    /// <summary>The steady pace of writes.</summary>
    public required int WritesPerSecond { get; init; }

    /// <summary>Writes of a run at that pace.</summary>
    public required int PacedWrites { get; init; }

    /// <summary>Writes of a run without a pace.</summary>
    public required int FastWrites { get; init; }

    /// <summary>Connections that get pushes beside one that floods.</summary>
    public required int FloodReaders { get; init; }

    /// <summary>Requests a second of a flood; 0 for as many as the connection takes.</summary>
    public required IReadOnlyList<int> FloodRates { get; init; }

    public static SecuredSizes Full { get; } = new()
    {
        Users = 4000,
        RowsPerUser = 3,
        WritesPerSecond = 1000,
        PacedWrites = 10_000,
        FastWrites = 20_000,
        FloodReaders = 200,
        FloodRates = [4000, 0],
    };

    public static SecuredSizes Quick { get; } = Full with { Users = 60, PacedWrites = 200, FastWrites = 400, FloodReaders = 20 };
}
