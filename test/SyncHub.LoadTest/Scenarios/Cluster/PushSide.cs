using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Processes;

namespace SyncHub.LoadTest.Scenarios.Cluster;

/// <summary>One deployment with a client: of the node that is written to, or of the other one.</summary>
internal sealed class PushSide : IAsyncDisposable
{
    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(30);
    private readonly ClusterRig _rig;
    private readonly ServerProcess _writer;
    private readonly ClientsProcess _clients;

    private PushSide(string title, ClusterRig rig, ServerProcess writer, ClientsProcess clients)
    {
        Title = title;
        _rig = rig;
        _writer = writer;
        _clients = clients;
    }

    public string Title { get; }

    public List<DeliveryReport> Runs { get; } = [];

    public static async Task<PushSide> StartAsync(bool isCluster, int rows, CancellationToken cancellation)
    {
        var rig = await ClusterRig.StartAsync(rows, isCluster, durable: false, cancellation);
        try
        {
            var writer = await rig.StartNodeAsync(cancellation);
            var node = isCluster ? await rig.StartNodeAsync(cancellation) : writer;
            var clients = rig.StartClients();
            await clients.OpenAsync(
                new OpenConnections(ClusterRig.Hub(node, Target.Sync), Target.Sync, Count: 1, AtOnce: 1, new SubscriptionPlan(KeysPerConnection: rows)), cancellation);
            return new PushSide(isCluster ? "two nodes, log in Redis: from A to a client of B" : "one node, log in memory: to its client", rig, writer, clients);
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    public async Task<DeliveryReport> MeasureAsync(PublishRequest request, CancellationToken cancellation)
    {
        await _clients.ExpectAsync(request.Updates, 0, cancellation);
        await _writer.PublishAsync(request, cancellation);
        var delivery = await _clients.AwaitAsync(DeliveryTimeout, cancellation);
        return delivery is { Missing: 0, OutOfOrder: 0 }
            ? delivery
            : throw new InvalidOperationException($"{Title}: {delivery.Missing} pushes did not come and {delivery.OutOfOrder} came out of order.");
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();
}
