namespace SyncHub.Server.Windows;

/// <summary>
/// Where rows stand while moves and inserts are under way. The former places of the moved rows and the future places of moved and inserted
/// ones form one line, by the number of staying rows before each, former places first; a row's index is that number plus how many places of
/// the line before its own are taken just then.
/// </summary>
internal sealed class MoveLine
{
    private readonly PrefixCounts _taken;
    private readonly (int Gap, int Position)[] _targets;
    private readonly Dictionary<TouchedRow, (int Gap, int Position)> _sources = [];
    private readonly List<Place> _placed;

    /// <param name="leaving">All former places of rows that do not stay, in order; those that leave have left already.</param>
    /// <param name="placed">All future places, in order.</param>
    public MoveLine(List<Place> leaving, List<Place> placed)
    {
        _placed = placed;
        _targets = new (int, int)[placed.Count];
        _taken = new PrefixCounts(leaving.Count + placed.Count);
        var position = 0;
        var next = 0;
        for (var i = 0; i < leaving.Count; i++)
        {
            if (leaving[i].Moved is not { } moved)
            {
                continue;
            }

            var gap = leaving[i].Index - i;
            while (next < placed.Count && placed[next].Index - next < gap)
            {
                _targets[next] = (placed[next].Index - next, position++);
                next++;
            }

            _taken.Take(position);
            _sources.Add(moved, (gap, position++));
        }

        for (; next < placed.Count; next++)
        {
            _targets[next] = (placed[next].Index - next, position++);
        }
    }

    /// <summary>The index at which the row of this place is to be inserted.</summary>
    public int Insert(int place)
    {
        var (gap, position) = _targets[place];
        var index = gap + _taken.Before(position);
        _taken.Take(position);
        return index;
    }

    /// <summary>Where the row of this place stands, and where it is to stand.</summary>
    public (int From, int To) Move(int place)
    {
        var (gap, position) = _sources[_placed[place].Moved!];
        var from = gap + _taken.Before(position);
        _taken.Leave(position);
        return (from, Insert(place));
    }
}
