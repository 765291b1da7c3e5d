using SyncHub.LoadTest.Contracts.LiveQueries;

namespace SyncHub.LoadTest.CommandLine;

/// <summary>How much of everything in live queries.</summary>
internal sealed record LiveSizes
{
    public required int Connections { get; init; }

    /// <summary>Distinct live queries, with the same number of rows each.</summary>
    public required IReadOnlyList<int> Queries { get; init; }

    /// <summary>The filters that are measured with <see cref="Queries"/>.</summary>
    public required IReadOnlyList<LiveShape> Shapes { get; init; }

    public required int RowsPerQuery { get; init; }

    /// <summary>Rows that the queries of <see cref="GivenQueries"/> share out among them.</summary>
    public required int GivenRows { get; init; }

    /// <summary>Distinct live queries over <see cref="GivenRows"/>, which the naive baseline has too.</summary>
    public required IReadOnlyList<int> GivenQueries { get; init; }

    /// <summary>Writes of a run, a multiple of <see cref="AtOnce"/>.</summary>
    public required int Writes { get; init; }

    /// <summary>How many times a naive run may hold a row against a query: it makes as many writes as that comes to, and at least a burst.</summary>
    public required long NaiveEvaluations { get; init; }

    /// <summary>Writes of a burst.</summary>
    public int AtOnce => 20;

    /// <summary>How long a server is idle before each run, to know what it takes then.</summary>
    public required TimeSpan Idle { get; init; }

    /// <summary>Distinct live queries, and as many rows that all of them share.</summary>
    public required int Shared { get; init; }

    public static LiveSizes Full { get; } = new()
    {
        Connections = 200,
        Queries = [100, 1000, 5000, 20_000, 100_000],
        Shapes = [LiveShape.Equality, LiveShape.Ranges, LiveShape.Mixed],
        RowsPerQuery = 10,
        GivenRows = 10_000,
        GivenQueries = [100, 1000, 5000],
        Writes = 4000,
        NaiveEvaluations = 200_000_000,
        Idle = TimeSpan.FromSeconds(0.5),
        Shared = 10_000,
    };

    public static LiveSizes Quick { get; } = Full with
    {
        Connections = 20,
        Queries = [20, 200],
        Shapes = [LiveShape.Mixed],
        GivenRows = 1000,
        GivenQueries = [50],
        Writes = 200,
        NaiveEvaluations = 2_000_000,
        Idle = TimeSpan.FromSeconds(0.2),
        Shared = 200,
    };
}
