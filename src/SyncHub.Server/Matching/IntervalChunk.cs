using System.Runtime.InteropServices;

namespace SyncHub.Server.Matching;

/// <summary>
/// A node of an <see cref="IntervalTree{T,TQuery,TValue}"/>: a run of neighbouring ranges, sorted by lower end and then by upper end. What a
/// look-up needs to pass by is in the node itself: on a cold cache, memory touched is what costs.
/// </summary>
internal sealed class IntervalChunk<T, TQuery, TValue>
    where T : class
    where TQuery : class
    where TValue : notnull
{
    private const int Capacity = 16;

    private readonly List<Range> _ranges;
    private Cut<TValue> _first;
    private Cut<TValue> _reach;
    private Cut<TValue> _leftReach;
    private Cut<TValue> _rightReach;

    public IntervalChunk(Cut<TValue> lower, Cut<TValue> upper, MatcherEntry<T, TQuery> entry)
    {
        _ranges = new List<Range>(1);
        Insert(0, lower, upper, entry);
    }

    private IntervalChunk(List<Range> ranges)
    {
        _ranges = ranges;
        Measure();
        Update();
    }

    public IntervalChunk<T, TQuery, TValue>? Left { get; set; }

    public IntervalChunk<T, TQuery, TValue>? Right { get; set; }

    public int Height { get; private set; } = 1;

    public bool IsEmpty => _ranges.Count == 0;

    public bool IsFull => _ranges.Count == Capacity;

    private Cut<TValue> Reach
    {
        get
        {
            var reach = Left is not null && _leftReach.CompareTo(_reach) > 0 ? _leftReach : _reach;
            return Right is not null && _rightReach.CompareTo(reach) > 0 ? _rightReach : reach;
        }
    }

    /// <summary>Whether a range comes before all of the chunk (negative), after all (positive) or among them (zero).</summary>
    public int Locate(Cut<TValue> lower, Cut<TValue> upper) =>
        _ranges[0].CompareTo(lower, upper) > 0 ? -1
        : _ranges[^1].CompareTo(lower, upper) < 0 ? 1
        : 0;

    /// <summary>Adds a query to its range, where that is here or there is room for it; else false.</summary>
    public bool TryAdd(Cut<TValue> lower, Cut<TValue> upper, MatcherEntry<T, TQuery> entry)
    {
        var index = IndexOf(lower, upper);
        if (index >= 0)
        {
            _ranges[index].Queries.Add(entry);
            return true;
        }

        if (IsFull)
        {
            return false;
        }

        Insert(~index, lower, upper, entry);
        return true;
    }

    public void Remove(Cut<TValue> lower, Cut<TValue> upper, MatcherEntry<T, TQuery> entry)
    {
        var index = IndexOf(lower, upper);
        if (index >= 0)
        {
            _ranges[index].Queries.Remove(entry);
            if (_ranges[index].Queries.IsEmpty)
            {
                _ranges.RemoveAt(index);

                // Chunks are not merged: so that sparse ones take little.
                if (_ranges.Count < _ranges.Capacity / 4)
                {
                    _ranges.TrimExcess();
                }

                Measure();
            }
        }
    }

    /// <summary>Moves the upper half of the ranges to a chunk of their own.</summary>
    public IntervalChunk<T, TQuery, TValue> Split()
    {
        var half = _ranges.Count / 2;
        var rest = new IntervalChunk<T, TQuery, TValue>(_ranges.GetRange(half, _ranges.Count - half));
        _ranges.RemoveRange(half, _ranges.Count - half);
        Measure();
        return rest;
    }

    /// <summary>To be called whenever the chunk or its children have changed.</summary>
    public void Update()
    {
        Height = 1 + Math.Max(Left?.Height ?? 0, Right?.Height ?? 0);
        _leftReach = Left?.Reach ?? default;
        _rightReach = Right?.Reach ?? default;
    }

    /// <summary>
    /// Finds the ranges that hold a value, in this chunk and left of it, and tells where to go on; null for nowhere. A look-up is a loop of such
    /// steps rather than one call, so that two look-ups can be walked side by side and wait for memory together.
    /// </summary>
    public IntervalChunk<T, TQuery, TValue>? Step(Candidates<T, TQuery> candidates, RowImages images, TValue value)
    {
        candidates.Probes++;
        var isLeftBelow = Left is null || _leftReach.IsBelow(value);
        if (!_first.IsBelow(value))
        {
            // All from here on begins after the value.
            return isLeftBelow ? null : Left;
        }

        if (!isLeftBelow)
        {
            for (var chunk = Left; chunk is not null; chunk = chunk.Step(candidates, images, value))
            {
            }
        }

        if (!_reach.IsBelow(value))
        {
            CollectOwn(candidates, images, value);
        }

        return Right is null || _rightReach.IsBelow(value) ? null : Right;
    }

    private void CollectOwn(Candidates<T, TQuery> candidates, RowImages images, TValue value)
    {
        // Those that end before the value are the most, and are passed by with one comparison.
        foreach (ref readonly var range in CollectionsMarshal.AsSpan(_ranges))
        {
            candidates.Probes++;
            if (range.Upper.IsBelow(value))
            {
                continue;
            }

            if (!range.Lower.IsBelow(value))
            {
                return;
            }

            range.Queries.CollectInto(candidates, images);
        }
    }

    private void Insert(int index, Cut<TValue> lower, Cut<TValue> upper, MatcherEntry<T, TQuery> entry)
    {
        var queries = new Bucket<T, TQuery>();
        queries.Add(entry);
        _ranges.Insert(index, new Range(lower, upper, queries));
        Measure();
    }

    private void Measure()
    {
        if (IsEmpty)
        {
            return;
        }

        _first = _ranges[0].Lower;
        _reach = _ranges[0].Upper;
        foreach (ref readonly var range in CollectionsMarshal.AsSpan(_ranges))
        {
            _reach = range.Upper.CompareTo(_reach) > 0 ? range.Upper : _reach;
        }
    }

    private int IndexOf(Cut<TValue> lower, Cut<TValue> upper)
    {
        for (var index = 0; index < _ranges.Count; index++)
        {
            var order = _ranges[index].CompareTo(lower, upper);
            if (order >= 0)
            {
                return order == 0 ? index : ~index;
            }
        }

        return ~_ranges.Count;
    }

    private readonly struct Range(Cut<TValue> lower, Cut<TValue> upper, Bucket<T, TQuery> queries)
    {
        public readonly Cut<TValue> Lower = lower;
        public readonly Cut<TValue> Upper = upper;
        public readonly Bucket<T, TQuery> Queries = queries;

        public int CompareTo(Cut<TValue> lower, Cut<TValue> upper)
        {
            var order = Lower.CompareTo(lower);
            return order != 0 ? order : Upper.CompareTo(upper);
        }
    }
}
