using SyncHub.Queries;
using SyncHub.Server.Model;

namespace SyncHub.Server.Data;

/// <summary>Answers queries over rows in memory by looking at all of them.</summary>
internal static class RowScan
{
    /// <summary>The rows of a range, in order.</summary>
    public static RowsRead<T> Read<T>(ModelQueries<T> queries, DataSetState<T> state, RowRange<T> range)
        where T : class
    {
        var order = queries.Order(range.Query);
        long total = 0;
        var isComplete = true;
        var wanted = (long)range.Skip + range.Take;

        // The first rows so far, the last of them on top.
        var first = new PriorityQueue<Row<T>, Row<T>>(Comparer<Row<T>>.Create((left, right) => order.Compare(right, left)));
        foreach (var row in Matching(queries, state, range.Query))
        {
            total++;
            if (range.After is { } after && order.Compare(row, after) <= 0)
            {
                continue;
            }

            if (first.Count < wanted)
            {
                first.Enqueue(row, row);
            }
            else
            {
                isComplete = false;
                if (wanted > 0)
                {
                    first.EnqueueDequeue(row, row);
                }
            }
        }

        var rows = new Row<T>[first.Count];
        for (var i = rows.Length - 1; i >= 0; i--)
        {
            rows[i] = first.Dequeue();
        }

        return new RowsRead<T>
        {
            Rows = range.Skip == 0 ? rows : rows[Math.Min(range.Skip, rows.Length)..],
            IsComplete = isComplete,
            Total = range.CountTotal ? total : null,
            Position = state.Head,
        };
    }

    /// <summary>The rows that match, in no particular order.</summary>
    public static IEnumerable<Row<T>> Matching<T>(ModelQueries<T> queries, DataSetState<T> state, Query query)
        where T : class
    {
        var matches = queries.Matches(query);
        foreach (var (_, stored) in state.Rows)
        {
            if (matches(stored.Row))
            {
                yield return stored.Row;
            }
        }
    }
}
