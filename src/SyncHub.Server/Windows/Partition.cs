namespace SyncHub.Server.Windows;

/// <summary>Binary search by a condition that holds up to some index and no longer from there on.</summary>
internal static class Partition
{
    /// <summary>The first index at which the condition does not hold; <paramref name="count"/> where it always does.</summary>
    public static int Point(int count, Func<int, bool> holds)
    {
        var (low, high) = (0, count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (holds(middle))
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
