namespace SyncHub.Server.Windows;

/// <summary>The touched rows by their rank at one moment, and what follows from it for all others.</summary>
internal readonly struct RankedRows
{
    private readonly TouchedRow[] _rows;
    private readonly int[] _ranks;

    public RankedRows(IReadOnlyList<TouchedRow> touched, Func<TouchedRow, int> rank)
    {
        var held = 0;
        for (var i = 0; i < touched.Count; i++)
        {
            held += rank(touched[i]) >= 0 ? 1 : 0;
        }

        _rows = held == 0 ? [] : new TouchedRow[held];
        _ranks = held == 0 ? [] : new int[held];
        for (var i = touched.Count - 1; i >= 0; i--)
        {
            if (rank(touched[i]) >= 0)
            {
                _rows[--held] = touched[i];
                _ranks[held] = rank(touched[i]);
            }
        }

        if (_rows.Length > 1)
        {
            Array.Sort(_ranks, _rows);
        }
    }

    public int First => _ranks.Length == 0 ? int.MaxValue : _ranks[0];

    public ReadOnlySpan<TouchedRow> Within(int start, int end) => _rows.AsSpan(Before(start)..Before(end));

    /// <summary>How many other rows stand before a rank.</summary>
    public int OthersBefore(int rank) => rank - Before(rank);

    /// <summary>The rank of the n-th other row: n, and one more for each row that stands before it.</summary>
    public int RankOfOther(int other)
    {
        var (low, high) = (0, _ranks.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_ranks[middle] - middle <= other)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return other + low;
    }

    private int Before(int rank)
    {
        var index = _ranks.AsSpan().BinarySearch(rank);
        return index < 0 ? ~index : index;
    }
}
