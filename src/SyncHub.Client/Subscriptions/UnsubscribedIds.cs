namespace SyncHub.Client.Subscriptions;

/// <summary>
/// Which subscriptions are over on this connection: the server was told to end them, and when, or has replaced them. Bounded: beyond 4,096 the oldest is forgotten, which costs
/// a needless message, unless as many unsubscriptions have overtaken one answer.
/// </summary>
internal sealed class UnsubscribedIds
{
    private const int Capacity = 4_096;

    private readonly Dictionary<string, long> _at = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public bool Contains(string subscriptionId) => _at.ContainsKey(subscriptionId);

    /// <summary>Whether the server was told after <paramref name="askedAt"/>: what it answered then may be over.</summary>
    public bool IsAfter(string subscriptionId, long askedAt) => _at.TryGetValue(subscriptionId, out var at) && at > askedAt;

    /// <summary>The server has put another in its place by itself: what it sends of it is stale, and what it answers with it new.</summary>
    public void AddReplaced(string subscriptionId) => Add(subscriptionId, long.MinValue);

    public void Add(string subscriptionId, long at)
    {
        if (_at.TryAdd(subscriptionId, at))
        {
            _order.Enqueue(subscriptionId);
        }
        else
        {
            _at[subscriptionId] = at;
        }

        if (_order.Count > Capacity)
        {
            _at.Remove(_order.Dequeue());
        }
    }

    public void Clear()
    {
        _at.Clear();
        _order.Clear();
    }
}
