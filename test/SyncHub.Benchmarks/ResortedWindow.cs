using SyncHub.Server.Windows;

namespace SyncHub.Benchmarks;

/// <summary>What a window costs without upkeep: all matches are sorted again on each change, and the first rows compared by key with those before.</summary>
internal sealed class ResortedWindow(int top, IEnumerable<OrderedRow<long>> rows)
{
    private readonly Dictionary<SyncKey, long> _matches = rows.ToDictionary(row => row.Key, row => row.Sort);

    public SyncKey[] Page { get; private set; } = [];

    /// <summary>Applies a change and counts the rows that entered, left, moved to another index or were touched in place.</summary>
    public int Apply(in RowChange<OrderedRow<long>> change)
    {
        if (change.Is)
        {
            _matches[change.Key] = change.Row.Sort;
        }
        else
        {
            _matches.Remove(change.Key);
        }

        var sorted = _matches.ToArray();
        Array.Sort(sorted, static (left, right) => right.Value != left.Value ? right.Value.CompareTo(left.Value) : KeyOrder.Wire.Compare(left.Key, right.Key));
        var page = new SyncKey[Math.Min(top, sorted.Length)];
        for (var i = 0; i < page.Length; i++)
        {
            page[i] = sorted[i].Key;
        }

        var before = Page.Select((key, index) => (key, index)).ToDictionary(row => row.key, row => row.index);
        var edits = 0;
        for (var i = 0; i < page.Length; i++)
        {
            edits += !before.Remove(page[i], out var index) || index != i || page[i].Equals(change.Key) ? 1 : 0;
        }

        Page = page;
        return edits + before.Count;
    }
}
