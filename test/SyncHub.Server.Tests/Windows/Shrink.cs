namespace SyncHub.Server.Tests.Windows;

/// <summary>Delta debugging: the shortest list this finds that still fails.</summary>
internal static class Shrink
{
    /// <summary>Leaves out ever smaller runs of items as long as what is left still fails; in the end no single item can be left out.</summary>
    public static List<T> Minimal<T>(IReadOnlyList<T> failing, Func<IReadOnlyList<T>, bool> fails)
    {
        List<T> current = [.. failing];
        for (var size = Math.Max(1, current.Count / 2); ;)
        {
            var shrank = false;
            for (var start = 0; start < current.Count;)
            {
                List<T> rest = [.. current.Take(start), .. current.Skip(start + size)];
                if (fails(rest))
                {
                    current = rest;
                    shrank = true;
                }
                else
                {
                    start += size;
                }
            }

            if (size == 1 && !shrank)
            {
                return current;
            }

            size = Math.Max(1, size / 2);
        }
    }
}
