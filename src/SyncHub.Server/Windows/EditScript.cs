namespace SyncHub.Server.Windows;

/// <summary>
/// The edits that turn what a window's client holds into what the window is now: removes from the back, then moves and inserts from the
/// front, then updates, so the array never outgrows the larger of the two pages. Untouched rows are never moved, and of the touched ones as
/// few as the new order allows. Costs what was touched, not what the page holds.
/// </summary>
internal sealed class EditScript
{
    private readonly ViewShift _shift;
    private readonly (int Start, int End) _old;
    private readonly (int Start, int End) _new;

    // The untouched rows that were and are on the page, by number among the untouched.
    private readonly (int Start, int End) _common;
    private HashSet<TouchedRow>? _moved;
    private readonly List<WindowEdit> _edits = [];

    private EditScript(Window window, ViewShift shift)
    {
        _shift = shift;
        _old = window.Within(shift.OldCount);
        _new = window.Within(shift.NewCount);
        var start = Math.Max(shift.UntouchedBeforeOld(_old.Start), shift.UntouchedBeforeNew(_new.Start));
        _common = (start, Math.Max(start, Math.Min(shift.UntouchedBeforeOld(_old.End), shift.UntouchedBeforeNew(_new.End))));
    }

    /// <summary>The script; empty where nothing on the page differs.</summary>
    public static IReadOnlyList<WindowEdit> Between(Window window, ViewShift shift)
    {
        if (shift.First >= window.Reach)
        {
            return [];
        }

        var script = new EditScript(window, shift);
        script.FindMoved();
        var leaving = script.Leaving();
        var placed = script.Placed();
        script.Remove(leaving);
        script.Place(leaving, placed);
        script.Update();
        return script._edits;
    }

    private void FindMoved()
    {
        List<TouchedRow>? unmoved = null;
        foreach (var row in _shift.OldWithin(_old.Start, _old.End))
        {
            if (!Remains(row))
            {
                continue;
            }

            if (Gap(_shift.UntouchedBeforeOld(row.OldRank)) == Gap(_shift.UntouchedBeforeNew(row.NewRank)))
            {
                (unmoved ??= []).Add(row);
            }
            else
            {
                (_moved ??= []).Add(row);
            }
        }

        if (unmoved is { Count: > 1 })
        {
            // They stand between the same untouched rows as before; among each other they may not.
            (_moved ??= []).UnionWith(unmoved);
            _moved.ExceptWith(LongestRun.Of(unmoved.ConvertAll(row => row.NewRank)).Select(index => unmoved[index]));
        }
    }

    /// <summary>The former places of all that leave the page or move on it, in order.</summary>
    private List<Place> Leaving()
    {
        var places = new List<Place>();
        foreach (var row in _shift.OldWithin(_old.Start, _old.End))
        {
            if (!Remains(row) || IsMoved(row))
            {
                places.Add(new Place(row.OldRank - _old.Start, row.Key, Remains(row) ? row : null));
            }
        }

        AddUntouched(places, _shift.UntouchedBeforeOld(_old.Start), _shift.UntouchedBeforeOld(_old.End), _shift.OldRankOf, _old.Start);
        return places;
    }

    /// <summary>The present places of all that come onto the page or move on it, in order.</summary>
    private List<Place> Placed()
    {
        var places = new List<Place>();
        foreach (var row in _shift.NewWithin(_new.Start, _new.End))
        {
            if (!Remains(row) || IsMoved(row))
            {
                places.Add(new Place(row.NewRank - _new.Start, row.Key, Remains(row) ? row : null));
            }
        }

        AddUntouched(places, _shift.UntouchedBeforeNew(_new.Start), _shift.UntouchedBeforeNew(_new.End), _shift.NewRankOf, _new.Start);
        return places;
    }

    // Untouched rows leave or come at the ends of the page: others pushed or pulled them across its bounds.
    private void AddUntouched(List<Place> places, int start, int end, Func<int, int> rankOf, int offset)
    {
        var touched = places.Count;
        for (var untouched = start; untouched < Math.Min(end, _common.Start); untouched++)
        {
            places.Add(new Place(rankOf(untouched) - offset, _shift.KeyOf(untouched), null));
        }

        for (var untouched = Math.Max(start, _common.End); untouched < end; untouched++)
        {
            places.Add(new Place(rankOf(untouched) - offset, _shift.KeyOf(untouched), null));
        }

        if (places.Count > touched && places.Count > 1)
        {
            places.Sort(static (left, right) => left.Index.CompareTo(right.Index));
        }
    }

    private void Remove(List<Place> leaving)
    {
        for (var i = leaving.Count - 1; i >= 0; i--)
        {
            if (leaving[i].Moved is null)
            {
                _edits.Add(new WindowEdit(WindowEditKind.Remove, leaving[i].Index, leaving[i].Index, leaving[i].Key, default));
            }
        }
    }

    private void Place(List<Place> leaving, List<Place> placed)
    {
        if (_moved is null or { Count: 0 })
        {
            foreach (var place in placed)
            {
                _edits.Add(new WindowEdit(WindowEditKind.Insert, place.Index, place.Index, place.Key, default));
            }

            return;
        }

        var line = new MoveLine(leaving, placed);
        for (var i = 0; i < placed.Count; i++)
        {
            var (_, key, moved) = placed[i];
            if (moved is null)
            {
                var index = line.Insert(i);
                _edits.Add(new WindowEdit(WindowEditKind.Insert, index, index, key, default));
                continue;
            }

            var (from, to) = line.Move(i);
            if (from != to)
            {
                _edits.Add(new WindowEdit(WindowEditKind.Move, to, from, key, moved.Changed));
            }
            else if (!moved.Changed.IsNone)
            {
                _edits.Add(new WindowEdit(WindowEditKind.Update, to, to, key, moved.Changed));
            }
        }
    }

    private void Update()
    {
        foreach (var row in _shift.NewWithin(_new.Start, _new.End))
        {
            if (Remains(row) && !IsMoved(row) && !row.Changed.IsNone)
            {
                var index = row.NewRank - _new.Start;
                _edits.Add(new WindowEdit(WindowEditKind.Update, index, index, row.Key, row.Changed));
            }
        }
    }

    // A row that was put anew leaves and comes: a change would not take away what the new one lacks.
    private bool Remains(TouchedRow row) =>
        row.OldRank >= _old.Start && row.OldRank < _old.End && row.NewRank >= _new.Start && row.NewRank < _new.End && !row.Changed.IsAll;

    private bool IsMoved(TouchedRow row) => _moved?.Contains(row) == true;

    private int Gap(int untouched) => Math.Clamp(untouched, _common.Start, _common.End);
}
