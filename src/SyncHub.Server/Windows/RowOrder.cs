namespace SyncHub.Server.Windows;

/// <summary>The order of a view: by sort value, then by key. No two rows of one view are equal in it.</summary>
internal sealed class RowOrder<TSort>(IComparer<TSort> sorts, IComparer<SyncKey> keys) : IComparer<OrderedRow<TSort>>
{
    public int Compare(OrderedRow<TSort> x, OrderedRow<TSort> y)
    {
        var bySort = CompareSorts(x.Sort, y.Sort);
        return bySort != 0 ? bySort : keys.Compare(x.Key, y.Key);
    }

    public int CompareSorts(TSort x, TSort y) => sorts.Compare(x, y);
}
