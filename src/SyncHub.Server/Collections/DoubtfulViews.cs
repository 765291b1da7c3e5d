using SyncHub.Server.Log;

namespace SyncHub.Server.Collections;

/// <summary>
/// Lists whose rows were read beside the log, by how late a change may have been in them. A change is looked up among those that were read since it may
/// have shown in the source: as a rule none, or the few of the last moments. Owned by the feed's loop.
/// </summary>
internal sealed class DoubtfulViews<T>
    where T : class
{
    // The earliest first.
    private readonly LinkedList<LiveView<T>> _views = new();
    private readonly Dictionary<LiveView<T>, LinkedListNode<LiveView<T>>> _nodes = [];

    /// <summary>A list was read, or somebody came to it who had read it elsewhere: what is visible until then may have been in it.</summary>
    public void Add(LiveView<T> view, DateTimeOffset until)
    {
        if (until <= view.ReadUntil)
        {
            return;
        }

        Remove(view);
        view.ReadUntil = until;
        var earlier = _views.Last;
        while (earlier is not null && earlier.Value.ReadUntil > until)
        {
            earlier = earlier.Previous;
        }

        _nodes.Add(view, earlier is null ? _views.AddFirst(view) : _views.AddAfter(earlier, view));
    }

    public void Remove(LiveView<T> view)
    {
        if (_nodes.Remove(view, out var node))
        {
            _views.Remove(node);
        }
    }

    /// <summary>The lists that may have been read with a change in them which the log brings only now.</summary>
    public IEnumerable<LiveView<T>> Of(LogEntry entry)
    {
        for (var node = _views.Last; node is not null && node.Value.MayHaveRead(entry); node = node.Previous)
        {
            yield return node.Value;
        }
    }
}
