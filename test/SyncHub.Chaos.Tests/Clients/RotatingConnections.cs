using SyncHub.Chaos.Tests.Cluster;
using SyncHub.Client;
using SyncHub.Client.Transport;

namespace SyncHub.Chaos.Tests.Clients;

/// <summary>Connects to one node after the other, whether it is there or not, as a balancer without health checks would have it.</summary>
internal sealed class RotatingConnections(IReadOnlyList<Node> nodes, SyncClientOptions options) : ISyncConnectionFactory
{
    private int _next;

    /// <summary>The node that was tried last.</summary>
    public Node Node { get; private set; } = nodes[0];

    /// <summary>How often one was tried.</summary>
    public int Attempts => _next;

    public ISyncConnection Create(ISyncConnectionSink sink)
    {
        Node = nodes[_next++ % nodes.Count];
        return HubConnectionFactory.ForUrl(new Uri(Node.Url, "/sync"), options).Create(sink);
    }
}
