using SyncHub.Server.Cluster;

namespace SyncHub.Testing.Cluster;

/// <summary>Joins test servers of this process as the nodes of one cluster.</summary>
public sealed class InMemoryBus
{
    private readonly Lock _gate = new();
    private readonly List<InMemoryBusNode> _nodes = [];

    /// <summary>Another node; it is the <see cref="INodeBus"/> of one server for one start.</summary>
    /// <param name="nodeId">Its id.</param>
    public InMemoryBusNode Join(string nodeId)
    {
        lock (_gate)
        {
            var node = new InMemoryBusNode(this, nodeId);
            _nodes.Add(node);
            return node;
        }
    }

    internal void Deliver(NodeMessage message)
    {
        lock (_gate)
        {
            // To the publisher, too, as a bus may.
            foreach (var node in _nodes)
            {
                node.Arrive(message);
            }
        }
    }
}
