using SyncHub.Queries;

namespace SyncHub.Chaos.Tests.Clients;

/// <summary>A list that clients follow, said twice: as a query, and as what it means.</summary>
internal sealed record Shape<T>(string Name, Func<QueryBuilder<T>, QueryBuilder<T>> Query)
    where T : class, IRow
{
    public Func<T, bool> Filter { get; init; } = _ => true;

    /// <summary>Without the key, which always comes last.</summary>
    public Comparison<T> Order { get; init; } = (_, _) => 0;

    public int Skip { get; init; }

    public int? Top { get; init; }

    public bool HasTotal { get; init; } = true;

    public int Compare(T x, T y) => Order(x, y) is var order and not 0 ? order : x.Id.CompareTo(y.Id);

    /// <summary>What the list is, given all rows.</summary>
    public (IReadOnlyList<T> Rows, long? Total) Of(IReadOnlyList<T> all)
    {
        var matches = all.Where(Filter).Order(Comparer<T>.Create(Compare)).ToList();
        return ([.. matches.Skip(Skip).Take(Top ?? int.MaxValue)], HasTotal ? matches.Count : null);
    }

    /// <summary>
    /// What no list of this shape may ever look like, whatever the rows are; null where there is nothing. Filter and order are no part of it: who comes back
    /// with rows of its own may, until the log has a change, hold a row as it was at the place where the database has it now (docs/consistency.md).
    /// </summary>
    /// <param name="rows">The page.</param>
    /// <param name="total">The number of matches.</param>
    /// <param name="hasLocal">Whether local changes may lie over it: then the total may count what the page does not show, and the other way round.</param>
    public string? ComplaintOf(IReadOnlyList<T> rows, long? total, bool hasLocal) =>
        rows.CountBy(row => row.Id).Any(count => count.Value > 1) ? "a row is there twice"
        : rows.Count > Top ? $"{rows.Count} rows are more than {Top}"
        : HasTotal != total.HasValue ? $"the total is {total}"
        : !hasLocal && rows.Count > 0 && total < rows.Count + Skip ? $"{rows.Count} rows after {Skip} are more than the total of {total}"
        : null;
}
