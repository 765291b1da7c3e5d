namespace SyncHub.Server.Windows;

/// <summary>
/// How a view's rows shifted between two moments, told by the touched ones alone: all others kept their order, so the n-th untouched row
/// then is the n-th untouched row now, and its ranks follow by counting.
/// </summary>
internal sealed class ViewShift
{
    private readonly TouchedRow[] _byOld;
    private readonly TouchedRow[] _byNew;
    private readonly Func<int, SyncKey> _keyAt;

    /// <param name="oldCount">How many rows were held.</param>
    /// <param name="newCount">How many rows are held.</param>
    /// <param name="touched">The touched rows, in any order.</param>
    /// <param name="keyAt">The key at a rank now.</param>
    public ViewShift(int oldCount, int newCount, IReadOnlyList<TouchedRow> touched, Func<int, SyncKey> keyAt)
    {
        OldCount = oldCount;
        NewCount = newCount;
        _keyAt = keyAt;
        _byOld = Held(touched, static row => row.OldRank);
        _byNew = Held(touched, static row => row.NewRank);
    }

    public int OldCount { get; }

    public int NewCount { get; }

    /// <summary>The first rank at which anything differs.</summary>
    public int First => Math.Min(_byOld.Length == 0 ? int.MaxValue : _byOld[0].OldRank, _byNew.Length == 0 ? int.MaxValue : _byNew[0].NewRank);

    /// <summary>The touched rows that stood within these ranks, in order.</summary>
    public ReadOnlySpan<TouchedRow> OldWithin(int start, int end) => _byOld.AsSpan(TouchedBeforeOld(start)..TouchedBeforeOld(end));

    /// <summary>The touched rows that stand within these ranks now, in order.</summary>
    public ReadOnlySpan<TouchedRow> NewWithin(int start, int end) => _byNew.AsSpan(TouchedBeforeNew(start)..TouchedBeforeNew(end));

    /// <summary>How many untouched rows stood before a rank.</summary>
    public int UntouchedBeforeOld(int rank) => rank - TouchedBeforeOld(rank);

    /// <summary>How many untouched rows stand before a rank now.</summary>
    public int UntouchedBeforeNew(int rank) => rank - TouchedBeforeNew(rank);

    /// <summary>The former rank of the n-th untouched row.</summary>
    public int OldRankOf(int untouched) =>
        untouched + Partition.Point(_byOld.Length, index => _byOld[index].OldRank - index <= untouched);

    /// <summary>The present rank of the n-th untouched row.</summary>
    public int NewRankOf(int untouched) =>
        untouched + Partition.Point(_byNew.Length, index => _byNew[index].NewRank - index <= untouched);

    /// <summary>The key of the n-th untouched row.</summary>
    public SyncKey KeyOf(int untouched) => _keyAt(NewRankOf(untouched));

    private static TouchedRow[] Held(IReadOnlyList<TouchedRow> touched, Func<TouchedRow, int> rank)
    {
        var held = new List<TouchedRow>(touched.Count);
        foreach (var row in touched)
        {
            if (rank(row) >= 0)
            {
                held.Add(row);
            }
        }

        held.Sort((left, right) => rank(left).CompareTo(rank(right)));
        return [.. held];
    }

    private int TouchedBeforeOld(int rank) => Partition.Point(_byOld.Length, index => _byOld[index].OldRank < rank);

    private int TouchedBeforeNew(int rank) => Partition.Point(_byNew.Length, index => _byNew[index].NewRank < rank);
}
