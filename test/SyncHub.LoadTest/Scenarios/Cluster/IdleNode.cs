using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.Cluster;
using SyncHub.LoadTest.Processes;

namespace SyncHub.LoadTest.Scenarios.Cluster;

/// <summary>A node that a change passes by. One client of it, the witness, follows a row that is written last: then the node has seen all that came before.</summary>
/// <param name="title">What the node is called.</param>
/// <param name="node">The node.</param>
/// <param name="witness">The process with the witness.</param>
internal sealed class IdleNode(string title, ServerProcess node, ClientsProcess witness)
{
    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(60);
    private double _idleCpuPerMillisecond;
    private ServerStats? _before;

    public string Title => title;

    public static async Task<IdleNode> StartAsync(string title, ClusterRig rig, int witnessedRow, CancellationToken cancellation)
    {
        var node = await rig.StartNodeAsync(cancellation);
        var witness = rig.StartClients();
        await witness.OpenAsync(
            new OpenConnections(ClusterRig.Hub(node, Target.Sync), Target.Sync, Count: 1, AtOnce: 1, new SubscriptionPlan(witnessedRow)), cancellation);
        return new IdleNode(title, node, witness);
    }

    /// <summary>Gives the node clients, who follow rows that nobody writes to.</summary>
    public async Task FollowAsync(ClientsProcess clients, HeldPlan plan, int count, CancellationToken cancellation)
    {
        var hub = ClusterRig.Hub(node, Target.Sync);
        var report = await clients.HoldAsync(new HoldSubscriptions(hub, hub, Target.Sync, plan, count, BaseDelayMilliseconds: 1000, Seed: 1), cancellation);
        if (report.Answers != count * plan.SubscriptionsPerClient)
        {
            throw new InvalidOperationException($"Of {count * plan.SubscriptionsPerClient} subscriptions {report.Answers} were answered.");
        }
    }

    public Task<ServerStats> StatsAsync(CancellationToken cancellation) => node.StatsAsync(cancellation);

    /// <summary>Remembers what the node takes without changes, and begins to count.</summary>
    public async Task BeginAsync(ServerStats idleBefore, TimeSpan idle, CancellationToken cancellation)
    {
        _before = await node.StatsAsync(cancellation);
        _idleCpuPerMillisecond = (_before.CpuMicroseconds - idleBefore.CpuMicroseconds) / idle.TotalMilliseconds;
        await witness.ExpectAsync(1, 0, cancellation);
    }

    /// <summary>The node's CPU since, less what it takes without changes; and what it allocated.</summary>
    public async Task<(double CpuMicroseconds, double AllocatedBytes)> EndAsync(Func<TimeSpan> elapsed, CancellationToken cancellation)
    {
        var delivery = await witness.AwaitAsync(DeliveryTimeout, cancellation);
        if (delivery.Missing > 0)
        {
            throw new InvalidOperationException($"{Title}: the last change did not arrive within {DeliveryTimeout.TotalSeconds:F0} s.");
        }

        var after = await node.StatsAsync(cancellation);
        return (after.CpuMicroseconds - _before!.CpuMicroseconds - (_idleCpuPerMillisecond * elapsed().TotalMilliseconds), after.AllocatedBytes - _before.AllocatedBytes);
    }
}
