using System.Globalization;
using SyncHub.LoadTest.CommandLine;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.Cluster;
using SyncHub.LoadTest.Processes;
using SyncHub.LoadTest.Reports;

namespace SyncHub.LoadTest.Scenarios.Cluster;

/// <summary>What a change costs a node none of whose clients it concerns.</summary>
internal sealed class ClusterIdleScenario : IScenario
{
    // So many rows that nobody follows are written to in turn.
    private const int WrittenRooms = 100;
    private const int WarmUps = 2;
    private static readonly string[] Headers = ["changes", "node", "CPU µs/change", "ratio", "allocated B/change"];

    private static readonly (string Title, double TickMilliseconds)[] Paces = [("one per 5 ms", 5), ("as fast as one writer saves", 0)];

    public string Name => "cluster-idle";

    public async Task RunAsync(LoadRun run, CancellationToken cancellation)
    {
        var sizes = run.Sizes.Cluster;
        var plan = new HeldPlan(FirstClient: 0, sizes.Pairs, HeldPlan.ItemModel);
        var firstWritten = sizes.Clients * sizes.Pairs * HeldPlan.RowsPerRoom;
        var witnessed = firstWritten + (WrittenRooms * HeldPlan.RowsPerRoom);
        await using var rig = await ClusterRig.StartAsync(witnessed + 1, shared: true, durable: false, cancellation);
        var writer = await rig.StartNodeAsync(cancellation);
        var alone = await IdleNode.StartAsync("without subscribers", rig, witnessed, cancellation);
        var followed = await IdleNode.StartAsync(
            string.Create(CultureInfo.InvariantCulture, $"with {sizes.Clients:N0} clients, {sizes.Clients * plan.SubscriptionsPerClient:N0} subscriptions"), rig, witnessed, cancellation);
        await followed.FollowAsync(rig.StartClients(), plan, sizes.Clients, cancellation);
        IdleNode[] nodes = [alone, followed];

        run.Report.Heading("A change that concerns nobody on a node");
        run.Report.Paragraph(string.Create(
            CultureInfo.InvariantCulture,
            $"Node A saves one row after the other ({sizes.Changes:N0} a run, of {WrittenRooms * HeldPlan.RowsPerRoom} rows); two other nodes, one without subscribers, the other with half entities, half distinct live collections "
            + $"(`room $eq`) of the same model, get all of them and push none. CPU is each process's own, less what it takes idle (measured before each run); it includes taking the commit from Redis and waking up for it. "
            + $"{run.Sizes.Runs} runs; the ratio is to the node without subscribers, in the same run."));
        var rows = new List<string[]>();
        foreach (var (title, tick) in Paces)
        {
            var request = new PublishRequest(Target.Sync, sizes.Changes, firstWritten, WrittenRooms * HeldPlan.RowsPerRoom, TickMilliseconds: tick);
            var figures = nodes.ToDictionary(node => node, _ => new List<(double Cpu, double Allocated)>());
            for (var number = -Math.Min(WarmUps, run.Sizes.WarmUps); number < run.Sizes.Runs; number++)
            {
                await MeasureAsync(writer, nodes, request, witnessed, sizes, figures, counts: number >= 0, cancellation);
                run.Report.Progress($"run {number}, {title}");
            }

            var baseline = figures[alone].Select(figure => figure.Cpu).ToList();
            rows.AddRange(nodes.Select(node => new[]
            {
                title,
                node.Title,
                new Series(figures[node].Select(figure => figure.Cpu)).Format("F0"),
                node == alone ? "1" : Series.Ratio(figures[node].Select(figure => figure.Cpu), baseline).Format("F2"),
                new Series(figures[node].Select(figure => figure.Allocated)).Format("N0"),
            }));
        }

        run.Report.Table(Headers, rows);
    }

    private static async Task MeasureAsync(
        ServerProcess writer,
        IdleNode[] nodes,
        PublishRequest request,
        int witnessed,
        ClusterSizes sizes,
        Dictionary<IdleNode, List<(double Cpu, double Allocated)>> figures,
        bool counts,
        CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        var idleBefore = new Dictionary<IdleNode, ServerStats>();
        var idleStarted = time.GetTimestamp();
        foreach (var node in nodes)
        {
            idleBefore[node] = await node.StatsAsync(cancellation);
        }

        await Task.Delay(sizes.Idle, time, cancellation);
        foreach (var node in nodes)
        {
            await node.BeginAsync(idleBefore[node], time.GetElapsedTime(idleStarted), cancellation);
        }

        var started = time.GetTimestamp();
        await writer.PublishAsync(request, cancellation);
        await writer.PublishAsync(new PublishRequest(Target.Sync, Updates: 1, witnessed), cancellation);
        foreach (var node in nodes)
        {
            var (cpu, allocated) = await node.EndAsync(() => time.GetElapsedTime(started), cancellation);
            if (counts)
            {
                figures[node].Add((cpu / request.Updates, allocated / request.Updates));
            }
        }
    }
}
