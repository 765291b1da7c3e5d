using SyncHub.Queries;
using SyncHub.Server.Log;

namespace SyncHub.Server.Data;

/// <summary>A source that can answer queries, and so have live collections.</summary>
/// <typeparam name="T">The type of the entities.</typeparam>
public interface ICollectionSource<T> : IEntitySource
    where T : class
{
    /// <summary>How live queries over this source are kept.</summary>
    QueryEvaluation Evaluation { get; }

    /// <summary>Reads rows in order, committed state only, all of one moment.</summary>
    /// <param name="range">Which rows.</param>
    /// <param name="cancellationToken">Ends the read when nobody waits for it any more.</param>
    /// <exception cref="SyncException">The source cannot evaluate the query: its error is what the client is told.</exception>
    ValueTask<RowsRead<T>> ReadAsync(RowRange<T> range, CancellationToken cancellationToken);
}

/// <summary>A range of the rows that match a query, in its order.</summary>
/// <typeparam name="T">The type of the entities.</typeparam>
public sealed record RowRange<T>
    where T : class
{
    /// <summary>Filter and order; its page is not what is asked for.</summary>
    public required Query Query { get; init; }

    /// <summary>The range begins behind this row, whether it still exists or not; null for the first.</summary>
    public Row<T>? After { get; init; }

    /// <summary>How many rows from there are left out.</summary>
    public int Skip { get; init; }

    /// <summary>How many rows are wanted at most.</summary>
    public required int Take { get; init; }

    /// <summary>Whether the number of all rows that match is wanted, regardless of the range.</summary>
    public bool CountTotal { get; init; }
}

/// <summary>What a source found.</summary>
/// <typeparam name="T">The type of the entities.</typeparam>
public sealed record RowsRead<T>
    where T : class
{
    /// <summary>The rows, in order, none left out between them.</summary>
    public required IReadOnlyList<Row<T>> Rows { get; init; }

    /// <summary>Whether nothing follows the last of them.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>How many rows match; null where it was not asked for.</summary>
    public long? Total { get; init; }

    /// <summary>
    /// The exact log position of the read; null where the source does not know it. Then the read must have begun when it was asked for, not before, and a
    /// write must reach the log only after the source shows it: totals of lists too large to be held are then counted again after changes that a read may
    /// have held already.
    /// </summary>
    public LogHead? Position { get; init; }
}
