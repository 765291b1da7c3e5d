namespace SyncHub.Queries.Evaluation;

/// <summary>
/// Delegates by the shape of their filter, the least recently used of which give way: clients choose the shapes. What is dropped here stays
/// alive with the predicates that use it. Safe for concurrent use.
/// </summary>
internal sealed class ShapeCache<TDelegate>(int capacity)
    where TDelegate : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = new();

    public TDelegate GetOrAdd(string shape, Func<TDelegate> compile)
    {
        Entry entry;
        lock (_lock)
        {
            if (_entries.TryGetValue(shape, out var node))
            {
                _byUse.Remove(node);
            }
            else
            {
                node = new LinkedListNode<Entry>(new Entry(shape, new Lazy<object>(compile)));
                _entries.Add(shape, node);
            }

            _byUse.AddFirst(node);
            if (_entries.Count > capacity)
            {
                _entries.Remove(_byUse.Last!.Value.Shape);
                _byUse.RemoveLast();
            }

            entry = node.Value;
        }

        // Outside the lock: compiling takes long, and others are not to wait for it.
        return (TDelegate)entry.Compiled.Value;
    }

    private sealed record Entry(string Shape, Lazy<object> Compiled);
}
