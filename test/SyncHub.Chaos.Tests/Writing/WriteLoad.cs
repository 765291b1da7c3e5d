using SyncHub.Chaos.Tests.Clients;
using SyncHub.Chaos.Tests.Cluster;

namespace SyncHub.Chaos.Tests.Writing;

/// <summary>Several writers at once, each to one node or another, mostly to such as run.</summary>
/// <param name="cluster">The nodes.</param>
/// <param name="writer">Sends.</param>
/// <param name="showing">Clients that show some of the writes before the server has them.</param>
/// <param name="seed">Decides all.</param>
internal sealed class WriteLoad(NodeCluster cluster, NodeWriter writer, IReadOnlyList<Follower> showing, int seed)
{
    private const int Writers = 4;
    private const int MostGapMilliseconds = 80;

    /// <summary>Writes until it is told to end, and until all writes that were begun are over.</summary>
    public Task RunAsync(CancellationToken ending) => Task.WhenAll(Enumerable.Range(0, Writers).Select(async number =>
    {
        var random = new Random((seed * 100) + number);
        while (!ending.IsCancellationRequested)
        {
            var (node, shows) = (Choose(random), random.Next(3) == 0);
            await writer.WriteAsync(node, id => WriteGenerator.Next(random, id), shows ? showing[random.Next(showing.Count)] : null);
            await Pace.ForAsync(TimeSpan.FromMilliseconds(random.Next(MostGapMilliseconds)), CancellationToken.None);
        }
    }));

    private Node Choose(Random random)
    {
        var (first, any) = (random.Next(cluster.Nodes.Count), random.Next(10) == 0);
        var inTurn = Enumerable.Range(first, cluster.Nodes.Count).Select(number => cluster.Nodes[number % cluster.Nodes.Count]);
        return inTurn.FirstOrDefault(node => any || node.IsUp) ?? cluster.Nodes[first];
    }
}
