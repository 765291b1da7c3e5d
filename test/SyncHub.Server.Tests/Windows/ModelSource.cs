using System.Collections.Immutable;
using SyncHub.Server.Windows;

namespace SyncHub.Server.Tests.Windows;

/// <summary>A source with its log: its state at every position, and the changes that lead from one to the next.</summary>
internal sealed class ModelSource
{
    private readonly List<ImmutableDictionary<SyncKey, ModelRow>> _states = [ImmutableDictionary<SyncKey, ModelRow>.Empty];
    private readonly List<RowChange<OrderedRow<int?>>[]> _commits = [];

    public int Head => _commits.Count;

    public ImmutableDictionary<SyncKey, ModelRow> At(int position) => _states[position];

    /// <summary>The commit that leads to this position.</summary>
    public RowChange<OrderedRow<int?>>[] CommitAt(int position) => _commits[position - 1];

    /// <summary>All matching rows at a position, by LINQ.</summary>
    public List<KeyValuePair<SyncKey, ModelRow>> Matching(int position) =>
        [.. At(position).Where(row => row.Value.Matches).OrderBy(row => row.Value.Sort).ThenBy(row => row.Key.Text, StringComparer.Ordinal)];

    /// <summary>What a query for the range gets, now.</summary>
    public Refill<OrderedRow<int?>> Read(RefillNeeded<OrderedRow<int?>> request, int most)
    {
        var order = new RowOrder<OrderedRow<int?>>(OrderedRow<int?>.Ascending, KeyOrder.Wire);
        List<OrderedRow<int?>> rows = [.. Matching(Head).Select(row => new OrderedRow<int?>(row.Key, row.Value.Sort))
            .Where(row => request.After is not { } after || order.Compare(row, after) > 0)];
        var taken = Math.Min(most, request.Count);
        return new Refill<OrderedRow<int?>>(request.Ticket, [.. rows.Take(taken)], rows.Count <= taken);
    }

    /// <summary>One commit; a null row removes.</summary>
    public void Write(IEnumerable<(SyncKey Key, ModelRow? Row)> writes)
    {
        var state = At(Head);
        List<RowChange<OrderedRow<int?>>> changes = [];
        foreach (var (key, written) in writes)
        {
            ModelRow? before = state.TryGetValue(key, out var known) ? known : null;
            if (before == written)
            {
                continue;
            }

            var changed = before is { } from && written is { } to ? to.ChangedFrom(from) : ChangedProperties.All;
            changes.Add(new RowChange<OrderedRow<int?>>(key, before?.Matches == true, written?.Matches == true, new OrderedRow<int?>(key, written?.Sort), changed));
            state = written is { } row ? state.SetItem(key, row) : state.Remove(key);
        }

        _commits.Add([.. changes]);
        _states.Add(state);
    }
}
