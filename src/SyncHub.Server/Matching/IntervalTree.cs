namespace SyncHub.Server.Matching;

/// <summary>
/// Queries by the range that they ask for: an AVL tree of short runs of ranges, sorted by lower end, in which every node knows how far up each
/// side reaches. Adding and removing take O(log n); a look-up visits O(log n) nodes and as many again for each range found at worst, far fewer
/// where those found begin close to each other or are open.
/// </summary>
internal sealed class IntervalTree<T, TQuery, TValue>
    where T : class
    where TQuery : class
    where TValue : notnull
{
    private IntervalChunk<T, TQuery, TValue>? _root;

    public bool IsEmpty => _root is null;

    public int Height => HeightOf(_root);

    public void Add(Cut<TValue> lower, Cut<TValue> upper, MatcherEntry<T, TQuery> entry) => _root = Add(_root, lower, upper, entry);

    public void Remove(Cut<TValue> lower, Cut<TValue> upper, MatcherEntry<T, TQuery> entry) => _root = Remove(_root, lower, upper, entry);

    /// <summary>Finds the ranges that hold a value.</summary>
    public void CollectInto(Candidates<T, TQuery> candidates, RowImages images, TValue value)
    {
        for (var chunk = StartOf(value); chunk is not null; chunk = chunk.Step(candidates, images, value))
        {
        }
    }

    /// <summary>Finds the ranges that hold the value before, and those that hold the value after, in hardly more time than one of them takes.</summary>
    public void CollectInto(Candidates<T, TQuery> candidates, TValue before, TValue after)
    {
        var old = StartOf(before);
        var now = StartOf(after);
        while (old is not null && now is not null)
        {
            old = old.Step(candidates, RowImages.Before, before);
            now = now.Step(candidates, RowImages.After, after);
        }

        for (; old is not null; old = old.Step(candidates, RowImages.Before, before))
        {
        }

        for (; now is not null; now = now.Step(candidates, RowImages.After, after))
        {
        }
    }

    // In C#, NaN is in no range; the runtime's comparer would have it before all numbers.
    private IntervalChunk<T, TQuery, TValue>? StartOf(TValue value) => value is double.NaN or float.NaN ? null : _root;

    private static IntervalChunk<T, TQuery, TValue> Add(
        IntervalChunk<T, TQuery, TValue>? chunk, Cut<TValue> lower, Cut<TValue> upper, MatcherEntry<T, TQuery> entry)
    {
        if (chunk is null)
        {
            return new IntervalChunk<T, TQuery, TValue>(lower, upper, entry);
        }

        // Between two chunks, the one without a child on that side takes it.
        var side = chunk.Locate(lower, upper);
        if (side < 0 && (chunk.Left is not null || chunk.IsFull))
        {
            chunk.Left = Add(chunk.Left, lower, upper, entry);
        }
        else if (side > 0 && (chunk.Right is not null || chunk.IsFull))
        {
            chunk.Right = Add(chunk.Right, lower, upper, entry);
        }
        else if (!chunk.TryAdd(lower, upper, entry))
        {
            chunk.Right = AddFirst(chunk.Right, chunk.Split());
            return Add(Balance(chunk), lower, upper, entry);
        }

        return Balance(chunk);
    }

    private static IntervalChunk<T, TQuery, TValue> AddFirst(IntervalChunk<T, TQuery, TValue>? chunk, IntervalChunk<T, TQuery, TValue> first)
    {
        if (chunk is null)
        {
            return first;
        }

        chunk.Left = AddFirst(chunk.Left, first);
        return Balance(chunk);
    }

    private static IntervalChunk<T, TQuery, TValue>? Remove(
        IntervalChunk<T, TQuery, TValue>? chunk, Cut<TValue> lower, Cut<TValue> upper, MatcherEntry<T, TQuery> entry)
    {
        if (chunk is null)
        {
            return null;
        }

        switch (chunk.Locate(lower, upper))
        {
            case < 0:
                chunk.Left = Remove(chunk.Left, lower, upper, entry);
                break;
            case > 0:
                chunk.Right = Remove(chunk.Right, lower, upper, entry);
                break;
            default:
                chunk.Remove(lower, upper, entry);
                if (chunk.IsEmpty)
                {
                    return Join(chunk.Left, chunk.Right);
                }

                break;
        }

        return Balance(chunk);
    }

    private static IntervalChunk<T, TQuery, TValue>? Join(IntervalChunk<T, TQuery, TValue>? left, IntervalChunk<T, TQuery, TValue>? right)
    {
        if (left is null || right is null)
        {
            return left ?? right;
        }

        var rest = TakeFirst(right, out var first);
        first.Left = left;
        first.Right = rest;
        return Balance(first);
    }

    private static IntervalChunk<T, TQuery, TValue>? TakeFirst(IntervalChunk<T, TQuery, TValue> chunk, out IntervalChunk<T, TQuery, TValue> first)
    {
        if (chunk.Left is null)
        {
            first = chunk;
            return chunk.Right;
        }

        chunk.Left = TakeFirst(chunk.Left, out first);
        return Balance(chunk);
    }

    private static IntervalChunk<T, TQuery, TValue> Balance(IntervalChunk<T, TQuery, TValue> chunk)
    {
        var lean = HeightOf(chunk.Left) - HeightOf(chunk.Right);
        if (lean > 1)
        {
            var left = chunk.Left!;
            chunk.Left = HeightOf(left.Left) < HeightOf(left.Right) ? RotateLeft(left) : left;
            return RotateRight(chunk);
        }

        if (lean < -1)
        {
            var right = chunk.Right!;
            chunk.Right = HeightOf(right.Right) < HeightOf(right.Left) ? RotateRight(right) : right;
            return RotateLeft(chunk);
        }

        chunk.Update();
        return chunk;
    }

    private static IntervalChunk<T, TQuery, TValue> RotateLeft(IntervalChunk<T, TQuery, TValue> chunk)
    {
        var top = chunk.Right!;
        chunk.Right = top.Left;
        top.Left = chunk;
        chunk.Update();
        top.Update();
        return top;
    }

    private static IntervalChunk<T, TQuery, TValue> RotateRight(IntervalChunk<T, TQuery, TValue> chunk)
    {
        var top = chunk.Left!;
        chunk.Left = top.Right;
        top.Right = chunk;
        chunk.Update();
        top.Update();
        return top;
    }

    private static int HeightOf(IntervalChunk<T, TQuery, TValue>? chunk) => chunk?.Height ?? 0;
}
