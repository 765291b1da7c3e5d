namespace SyncHub.Server.Windows;

/// <summary>How many places before a given one are taken; taking, leaving and counting in O(log n) (a Fenwick tree).</summary>
internal sealed class PrefixCounts(int places)
{
    private readonly int[] _sums = new int[places + 1];

    public void Take(int place) => Add(place, 1);

    public void Leave(int place) => Add(place, -1);

    public int Before(int place)
    {
        var sum = 0;
        for (var i = place; i > 0; i -= i & -i)
        {
            sum += _sums[i];
        }

        return sum;
    }

    private void Add(int place, int delta)
    {
        for (var i = place + 1; i < _sums.Length; i += i & -i)
        {
            _sums[i] += delta;
        }
    }
}
