using System.Collections;

namespace SyncHub.Server.Cluster;

/// <summary>Tells numbers that were seen from those that were not, among the most recent ones; what is older counts as seen.</summary>
internal sealed class NumberWindow
{
    /// <summary>How far a number may lie behind the highest one.</summary>
    public const int Size = 1024;

    private readonly BitArray _seen = new(Size);
    private long _highest = -1;

    /// <summary>Whether the number, zero or more, comes for the first time.</summary>
    public bool Add(long number)
    {
        if (number <= _highest - Size)
        {
            return false;
        }

        if (number > _highest)
        {
            Forget(number);
            _highest = number;
        }

        var place = (int)(number % Size);
        var isNew = !_seen[place];
        _seen[place] = true;
        return isNew;
    }

    // The places between the highest and the next one held numbers that are too old by then.
    private void Forget(long upTo)
    {
        if (upTo - Size >= _highest)
        {
            _seen.SetAll(false);
            return;
        }

        for (var number = _highest + 1; number <= upTo; number++)
        {
            _seen[(int)(number % Size)] = false;
        }
    }
}
