namespace SyncHub.Server.Cluster;

/// <summary>What this node has heard of the others: so that nothing counts twice, and nothing is complained of twice.</summary>
internal sealed class RelayPeers
{
    // Nodes that start again have new names: those not heard of for longest are forgotten.
    public const int Limit = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Peer> _peers = new(StringComparer.Ordinal);
    private long _heard;

    /// <summary>Whether the node's message of this number comes for the first time.</summary>
    public bool IsNew(string node, long number)
    {
        lock (_gate)
        {
            return Peer_NeedsLock(node).Numbers.Add(number);
        }
    }

    /// <summary>Whether it is the first message of the node that cannot be read.</summary>
    public bool IsFirstUnreadable(string node)
    {
        lock (_gate)
        {
            var peer = Peer_NeedsLock(node);
            var isFirst = !peer.IsUnreadable;
            peer.IsUnreadable = true;
            return isFirst;
        }
    }

    private Peer Peer_NeedsLock(string node)
    {
        if (!_peers.TryGetValue(node, out var peer))
        {
            if (_peers.Count >= Limit)
            {
                _peers.Remove(_peers.MinBy(known => known.Value.Heard).Key);
            }

            _peers.Add(node, peer = new Peer());
        }

        peer.Heard = ++_heard;
        return peer;
    }

    private sealed class Peer
    {
        public NumberWindow Numbers { get; } = new();

        public bool IsUnreadable { get; set; }

        public long Heard { get; set; }
    }
}
