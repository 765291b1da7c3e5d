namespace SyncHub.Server.Windows;

/// <summary>The longest increasing subsequence: of rows that changed places among each other, the most that can stay.</summary>
internal static class LongestRun
{
    /// <summary>The indices of one of the longest strictly increasing subsequences, ascending; O(n log n).</summary>
    public static List<int> Of(IReadOnlyList<int> values)
    {
        // ends[n]: where the run of n + 1 values ends whose last value is the smallest.
        var ends = new List<int>(values.Count);
        var previous = new int[values.Count];
        for (var i = 0; i < values.Count; i++)
        {
            var length = RunsBelow(values, ends, values[i]);
            previous[i] = length == 0 ? -1 : ends[length - 1];
            if (length == ends.Count)
            {
                ends.Add(i);
            }
            else
            {
                ends[length] = i;
            }
        }

        var at = ends.Count == 0 ? -1 : ends[^1];
        for (var i = ends.Count - 1; i >= 0; i--)
        {
            ends[i] = at;
            at = previous[at];
        }

        return ends;
    }

    // The values at the ends ascend.
    private static int RunsBelow(IReadOnlyList<int> values, List<int> ends, int value)
    {
        var (low, high) = (0, ends.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (values[ends[middle]] < value)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
