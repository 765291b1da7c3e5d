using SyncHub.LoadTest.CommandLine;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.Cluster;
using SyncHub.LoadTest.Processes;
using SyncHub.LoadTest.Server;

namespace SyncHub.LoadTest.Scenarios.Cluster;

/// <summary>A node that stays, with its clients, and another one for each measurement, which is killed.</summary>
internal sealed class Failover : IAsyncDisposable
{
    private static readonly TimeSpan ReturnTimeout = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan ClosePoll = TimeSpan.FromMilliseconds(50);

    private readonly ClusterSizes _sizes;
    private readonly ClusterRig _rig;
    private ServerProcess? _survivor;
    private ClientsProcess? _returning;
    private int _seed;

    private Failover(ClusterSizes sizes, ClusterRig rig)
    {
        _sizes = sizes;
        _rig = rig;
    }

    private ServerProcess Survivor => _survivor!;

    public static async Task<Failover> StartAsync(ClusterSizes sizes, CancellationToken cancellation)
    {
        var failover = new Failover(sizes, await ClusterRig.StartAsync(2 * sizes.Clients * HeldPlan.RowsPerRoom, shared: true, durable: true, cancellation));
        try
        {
            await failover.StartSurvivorAsync(cancellation);
            return failover;
        }
        catch
        {
            await failover.DisposeAsync();
            throw;
        }
    }

    public async Task<FailoverFigures> MeasureAsync(FailoverCase item, CancellationToken cancellation)
    {
        var dying = await _rig.StartNodeAsync(cancellation);
        var hold = new HoldSubscriptions(
            ClusterRig.Hub(dying, item.Target), ClusterRig.Hub(Survivor, item.Target), item.Target, Plan(firstClient: 0), _sizes.Clients, _sizes.ReconnectBaseDelay.TotalMilliseconds, ++_seed);
        await _returning!.HoldAsync(hold, cancellation);

        var before = await Survivor.StatsAsync(cancellation);
        await dying.KillAsync();
        if (item.MissesChanges)
        {
            // Through the node that stays, while nobody is back yet.
            var keys = _sizes.Clients / FailoverCase.MissingEvery;
            await Survivor.PublishAsync(
                new PublishRequest(Target.Sync, Updates: keys, Keys: keys, KeyStep: HeldPlan.RowsPerRoom * FailoverCase.MissingEvery), cancellation);
        }

        var report = await _returning.AwaitReturnAsync(ReturnTimeout, cancellation);
        var after = await Survivor.StatsAsync(cancellation);
        if (report.Problem is not null || report.Clients != _sizes.Clients)
        {
            throw new InvalidOperationException($"{item.Title}: {report.Clients} of {_sizes.Clients} clients came back. {report.Problem}");
        }

        await ReleaseAsync(before, cancellation);
        return new FailoverFigures(
            report,
            (after.CpuMicroseconds - before.CpuMicroseconds) / 1000,
            after.Since(before, MetricReadings.SourceReadsOf(HeldPlan.ItemModel)),
            after.Since(before, MetricReadings.SourceReadsOf(HeldPlan.RoomModel)));
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    private static HeldPlan Plan(int firstClient) => new(firstClient, Pairs: 1, HeldPlan.RoomModel);

    private async Task StartSurvivorAsync(CancellationToken cancellation)
    {
        _survivor = await _rig.StartNodeAsync(cancellation);
        _returning = _rig.StartClients();
        var hub = ClusterRig.Hub(_survivor, Target.Sync);
        await _rig.StartClients().HoldAsync(
            new HoldSubscriptions(hub, hub, Target.Sync, Plan(_sizes.Clients), _sizes.Clients, _sizes.ReconnectBaseDelay.TotalMilliseconds, Seed: 0), cancellation);
    }

    /// <summary>Closes the connections and waits until the node has taken note, so that the next ones find it as these did.</summary>
    private async Task ReleaseAsync(ServerStats before, CancellationToken cancellation)
    {
        await _returning!.ReleaseAsync(cancellation);
        while ((await Survivor.StatsAsync(cancellation)) is var now
            && (now.Metric(MetricReadings.Connections) > before.Metric(MetricReadings.Connections) || now.Metric(MetricReadings.LiveQueries) > before.Metric(MetricReadings.LiveQueries)))
        {
            await Task.Delay(ClosePoll, TimeProvider.System, cancellation);
        }
    }
}
