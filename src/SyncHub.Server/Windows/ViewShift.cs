namespace SyncHub.Server.Windows;

/// <summary>
/// How a view's rows shifted between two moments, told by the touched ones alone: all others kept their order, so the n-th untouched row
/// then is the n-th untouched row now, and its ranks follow by counting.
/// </summary>
internal sealed class ViewShift
{
    private readonly RankedRows _old;
    private readonly RankedRows _new;
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
        _old = new RankedRows(touched, static row => row.OldRank);
        _new = new RankedRows(touched, static row => row.NewRank);
    }

    public int OldCount { get; }

    public int NewCount { get; }

    /// <summary>The first rank at which anything differs.</summary>
    public int First => Math.Min(_old.First, _new.First);

    /// <summary>The touched rows that stood within these ranks, in order.</summary>
    public ReadOnlySpan<TouchedRow> OldWithin(int start, int end) => _old.Within(start, end);

    /// <summary>The touched rows that stand within these ranks now, in order.</summary>
    public ReadOnlySpan<TouchedRow> NewWithin(int start, int end) => _new.Within(start, end);

    /// <summary>How many untouched rows stood before a rank.</summary>
    public int UntouchedBeforeOld(int rank) => _old.OthersBefore(rank);

    /// <summary>How many untouched rows stand before a rank now.</summary>
    public int UntouchedBeforeNew(int rank) => _new.OthersBefore(rank);

    /// <summary>The former rank of the n-th untouched row.</summary>
    public int OldRankOf(int untouched) => _old.RankOfOther(untouched);

    /// <summary>The present rank of the n-th untouched row.</summary>
    public int NewRankOf(int untouched) => _new.RankOfOther(untouched);

    /// <summary>The key of the n-th untouched row.</summary>
    public SyncKey KeyOf(int untouched) => _keyAt(NewRankOf(untouched));
}
