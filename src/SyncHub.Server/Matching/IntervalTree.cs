namespace SyncHub.Server.Matching;

/// <summary>
/// Queries by the range that they ask for: an AVL tree over the ranges' lower ends, in which every node knows the furthest upper end on either side.
/// Adding and removing take O(log n); a look-up visits O(log n) nodes and as many again for each range found at worst, far fewer where those
/// found begin close to each other or are open.
/// </summary>
internal sealed class IntervalTree<T, TQuery, TValue>
    where T : class
    where TQuery : class
    where TValue : notnull
{
    private Node? _root;

    public bool IsEmpty => _root is null;

    public int Height => HeightOf(_root);

    public void Add(Cut<TValue> lower, Cut<TValue> upper, MatcherEntry<T, TQuery> entry) => _root = Add(_root, lower, upper, entry);

    public void Remove(Cut<TValue> lower, Cut<TValue> upper, MatcherEntry<T, TQuery> entry) => _root = Remove(_root, lower, upper, entry);

    /// <summary>Finds the ranges that hold a value.</summary>
    public void CollectInto(Candidates<T, TQuery> candidates, RowImages images, TValue value)
    {
        // In C#, NaN is in no range; the runtime's comparer would have it before all numbers.
        if (value is not (double.NaN or float.NaN))
        {
            Collect(_root, candidates, images, value);
        }
    }

    private static void Collect(Node? node, Candidates<T, TQuery> candidates, RowImages images, TValue value)
    {
        while (node is not null)
        {
            candidates.Probes++;
            if (node.Left is not null && !node.LeftReach.IsBelow(value))
            {
                Collect(node.Left, candidates, images, value);
            }

            if (!node.Lower.IsBelow(value))
            {
                return;
            }

            if (!node.Upper.IsBelow(value))
            {
                node.CollectInto(candidates, images);
            }

            node = node.RightReach.IsBelow(value) ? null : node.Right;
        }
    }

    private static Node Add(Node? node, Cut<TValue> lower, Cut<TValue> upper, MatcherEntry<T, TQuery> entry)
    {
        if (node is null)
        {
            node = new Node(lower, upper);
            node.Add(entry);
            return node;
        }

        var order = node.CompareTo(lower, upper);
        if (order == 0)
        {
            node.Add(entry);
            return node;
        }

        if (order > 0)
        {
            node.Left = Add(node.Left, lower, upper, entry);
        }
        else
        {
            node.Right = Add(node.Right, lower, upper, entry);
        }

        return Balance(node);
    }

    private static Node? Remove(Node? node, Cut<TValue> lower, Cut<TValue> upper, MatcherEntry<T, TQuery> entry)
    {
        if (node is null)
        {
            return null;
        }

        var order = node.CompareTo(lower, upper);
        if (order > 0)
        {
            node.Left = Remove(node.Left, lower, upper, entry);
        }
        else if (order < 0)
        {
            node.Right = Remove(node.Right, lower, upper, entry);
        }
        else
        {
            node.Remove(entry);
            return node.IsEmpty ? Join(node.Left, node.Right) : node;
        }

        return Balance(node);
    }

    private static Node? Join(Node? left, Node? right)
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

    private static Node? TakeFirst(Node node, out Node first)
    {
        if (node.Left is null)
        {
            first = node;
            return node.Right;
        }

        node.Left = TakeFirst(node.Left, out first);
        return Balance(node);
    }

    private static Node Balance(Node node)
    {
        var lean = HeightOf(node.Left) - HeightOf(node.Right);
        if (lean > 1)
        {
            var left = node.Left!;
            node.Left = HeightOf(left.Left) < HeightOf(left.Right) ? RotateLeft(left) : left;
            return RotateRight(node);
        }

        if (lean < -1)
        {
            var right = node.Right!;
            node.Right = HeightOf(right.Right) < HeightOf(right.Left) ? RotateRight(right) : right;
            return RotateLeft(node);
        }

        node.Update();
        return node;
    }

    private static Node RotateLeft(Node node)
    {
        var top = node.Right!;
        node.Right = top.Left;
        top.Left = node;
        node.Update();
        top.Update();
        return top;
    }

    private static Node RotateRight(Node node)
    {
        var top = node.Left!;
        node.Left = top.Right;
        top.Right = node;
        node.Update();
        top.Update();
        return top;
    }

    private static int HeightOf(Node? node) => node?.Height ?? 0;

    private sealed class Node(Cut<TValue> lower, Cut<TValue> upper) : Bucket<T, TQuery>
    {
        public readonly Cut<TValue> Lower = lower;
        public readonly Cut<TValue> Upper = upper;
        public Node? Left;
        public Node? Right;
        public byte Height = 1;

        // How far the children reach stands here, so that one that does not reach far enough is not touched: on a cold cache that is what costs.
        public Cut<TValue> LeftReach;
        public Cut<TValue> RightReach;

        private Cut<TValue> Reach => Further(Further(Upper, Left, LeftReach), Right, RightReach);

        public int CompareTo(Cut<TValue> lower, Cut<TValue> upper)
        {
            var order = Lower.CompareTo(lower);
            return order != 0 ? order : Upper.CompareTo(upper);
        }

        public void Update()
        {
            Height = (byte)(1 + Math.Max(HeightOf(Left), HeightOf(Right)));
            LeftReach = Left?.Reach ?? default;
            RightReach = Right?.Reach ?? default;
        }

        private static Cut<TValue> Further(Cut<TValue> cut, Node? child, Cut<TValue> reach) =>
            child is not null && reach.CompareTo(cut) > 0 ? reach : cut;
    }
}
