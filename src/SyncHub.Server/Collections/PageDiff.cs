using SyncHub.Server.Data;
using SyncHub.Server.Feed;
using SyncHub.Server.Windows;

namespace SyncHub.Server.Collections;

/// <summary>The edits between two readings of a page, found by key.</summary>
internal static class PageDiff
{
    public static IReadOnlyList<WindowEdit> Between<T>(IReadOnlyList<Row<T>> before, IReadOnlyList<Row<T>> after)
        where T : class
    {
        var touched = new List<TouchedRow>();
        var former = new Dictionary<SyncKey, int>(before.Count);
        for (var rank = 0; rank < before.Count; rank++)
        {
            former[before[rank].Key] = rank;
        }

        var common = new List<(int Old, int New)>();
        for (var rank = 0; rank < after.Count; rank++)
        {
            if (former.Remove(after[rank].Key, out var old))
            {
                common.Add((old, rank));
            }
            else
            {
                touched.Add(new DiffRow(after[rank].Key) { NewRank = rank, Changed = ChangedProperties.All });
            }
        }

        foreach (var (key, rank) in former)
        {
            touched.Add(new DiffRow(key) { OldRank = rank });
        }

        var inOrder = LongestRun.Of(common.ConvertAll(pair => pair.Old)).ToHashSet();
        for (var i = 0; i < common.Count; i++)
        {
            var (old, now) = common[i];
            var changed = Changes(before[old], after[now]);
            if (!changed.IsNone || !inOrder.Contains(i))
            {
                touched.Add(new DiffRow(after[now].Key) { OldRank = old, NewRank = now, Changed = changed });
            }
        }

        return touched.Count == 0 ? [] : EditScript.Between(new Window(0, top: null), new ViewShift(before.Count, after.Count, touched, rank => after[rank].Key));
    }

    private static ChangedProperties Changes<T>(Row<T> before, Row<T> after)
        where T : class
    {
        var delta = ReferenceEquals(before, after) ? default : BodyDiff.Compute(before.Body, after.Body);
        return delta.IsAbsent ? default : ChangedProperties.Of(JsonObjects.Names(delta));
    }

    private sealed class DiffRow(SyncKey key) : TouchedRow(key);
}
