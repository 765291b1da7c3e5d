using SyncHub.Server.Windows;

namespace SyncHub.Benchmarks;

/// <summary>A row with nothing but its key and what it is ordered by.</summary>
internal sealed record OrderedRow<TSort>(SyncKey Key, TSort Sort) : IKeyed
{
    public static IComparer<OrderedRow<TSort>> By(IComparer<TSort> sorts) => Comparer<OrderedRow<TSort>>.Create((left, right) => sorts.Compare(left.Sort, right.Sort));
}
