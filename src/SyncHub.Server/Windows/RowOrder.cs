namespace SyncHub.Server.Windows;

/// <summary>The order of a view: by what a comparer looks at, then by key. No two rows of one view are equal in it.</summary>
internal sealed class RowOrder<TRow>(IComparer<TRow> sorts, IComparer<SyncKey> keys) : IComparer<TRow>
    where TRow : class, IKeyed
{
    public int Compare(TRow? x, TRow? y)
    {
        var bySort = CompareSorts(x!, y!);
        return bySort != 0 ? bySort : keys.Compare(x!.Key, y!.Key);
    }

    public int CompareSorts(TRow x, TRow y) => sorts.Compare(x, y);
}
