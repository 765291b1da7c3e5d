using SyncHub.Server.Log;
using SyncHub.Server.Model;

namespace SyncHub.Server.Feed;

/// <summary>
/// The recent changes of a model, linked per key, so that what one entity missed is found without a walk over the others.
/// Two floors: what the retention grants to those who resume, and what is held longer so that a read under way can be folded.
/// </summary>
/// <param name="retention">What is granted.</param>
/// <param name="heldCount">Of the changes that are granted no more, the newest are held as long as there are no more changes than this in all,</param>
/// <param name="heldBytes">nor more bytes than this.</param>
internal sealed class ChangeHistory(ChangeRetention retention, int heldCount = 1024, long heldBytes = 16 * 1024 * 1024)
{
    private readonly Queue<Node> _nodes = new();
    private readonly Queue<Node> _granted = new();
    private readonly Dictionary<SyncKey, Node> _newest = [];
    private Node? _last;
    private long _bytes;
    private long _grantedBytes;

    /// <summary>Every change after this one is held.</summary>
    public long HeldFloor { get; private set; }

    /// <summary>Every change after this one is within the retention.</summary>
    public long GrantedFloor { get; private set; }

    public int Count => _nodes.Count;

    /// <summary>Forgets everything and starts after <paramref name="floor"/>.</summary>
    public void Reset(long floor)
    {
        _nodes.Clear();
        _granted.Clear();
        _newest.Clear();
        _last = null;
        _bytes = 0;
        _grantedBytes = 0;
        HeldFloor = GrantedFloor = floor;
    }

    public void Add(LogEntry entry)
    {
        var node = new Node(entry) { Previous = _last };
        _last = node;
        var key = entry.Change.Key;
        if (_newest.TryGetValue(key, out var older))
        {
            node.Older = older;
            older.Newer = node;
        }

        _newest[key] = node;
        _nodes.Enqueue(node);
        _granted.Enqueue(node);
        _bytes += node.Bytes;
        _grantedBytes += node.Bytes;
    }

    /// <summary>Lets go of what the retention no longer covers.</summary>
    public void Prune(DateTimeOffset now)
    {
        // An age beyond the calendar keeps everything, as far as the other bounds go.
        var oldest = retention.Age < now - DateTimeOffset.MinValue ? now - retention.Age : DateTimeOffset.MinValue;
        while (_granted.TryPeek(out var node)
            && (_granted.Count > retention.Count || _grantedBytes > retention.Bytes || node.Entry.Timestamp < oldest))
        {
            _granted.Dequeue();
            _grantedBytes -= node.Bytes;
            GrantedFloor = node.Entry.Seq;
        }

        while ((_nodes.Count > heldCount || _bytes > heldBytes) && _nodes.TryPeek(out var oldestHeld) && oldestHeld.Entry.Seq <= GrantedFloor)
        {
            Drop(_nodes.Dequeue());
        }
    }

    /// <summary>The held changes of a key after <paramref name="seq"/>, in seq order.</summary>
    public IReadOnlyList<LogEntry> After(SyncKey key, long seq)
    {
        var node = _newest.GetValueOrDefault(key);
        if (node is null || node.Entry.Seq <= seq)
        {
            return [];
        }

        var entries = new List<LogEntry>();
        for (; node is not null && node.Entry.Seq > seq; node = node.Older)
        {
            entries.Add(node.Entry);
        }

        entries.Reverse();
        return entries;
    }

    /// <summary>All held changes after <paramref name="seq"/>, in seq order; null where there are more than <paramref name="limit"/>.</summary>
    public IReadOnlyList<LogEntry>? Since(long seq, int limit)
    {
        var entries = new List<LogEntry>();
        for (var node = _last; node is not null && node.Entry.Seq > seq; node = node.Previous)
        {
            if (entries.Count == limit)
            {
                return null;
            }

            entries.Add(node.Entry);
        }

        entries.Reverse();
        return entries;
    }

    /// <summary>The newest held change of a key; null for none.</summary>
    public LogEntry? Newest(SyncKey key) => _newest.GetValueOrDefault(key)?.Entry;

    /// <summary>The oldest held change of a key; null for none.</summary>
    public LogEntry? Oldest(SyncKey key)
    {
        var node = _newest.GetValueOrDefault(key);
        while (node?.Older is { } older)
        {
            node = older;
        }

        return node?.Entry;
    }

    /// <summary>Whether a held change after <paramref name="seq"/> is one of this key.</summary>
    public bool HasAfter(SyncKey key, long seq) => _newest.TryGetValue(key, out var node) && node.Entry.Seq > seq;

    private void Drop(Node node)
    {
        HeldFloor = node.Entry.Seq;
        if (_nodes.TryPeek(out var oldest))
        {
            oldest.Previous = null;
        }
        else
        {
            _last = null;
        }

        _bytes -= node.Bytes;
        if (node.Newer is { } newer)
        {
            newer.Older = null;
        }
        else
        {
            _newest.Remove(node.Entry.Change.Key);
        }
    }

    private sealed class Node(LogEntry entry)
    {
        public LogEntry Entry => entry;

        public long Bytes => entry.Change.Before.Utf8.Length + entry.Change.After.Utf8.Length + entry.Hint.Utf8.Length;

        // All changes are linked in log order,
        public Node? Previous { get; set; }

        // and those of one key among themselves.
        public Node? Older { get; set; }

        public Node? Newer { get; set; }
    }
}
