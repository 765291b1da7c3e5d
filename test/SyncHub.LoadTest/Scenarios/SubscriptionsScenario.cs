using System.Globalization;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Reports;

namespace SyncHub.LoadTest.Scenarios;

/// <summary>What a subscription costs the server beyond the connection that carries it.</summary>
internal sealed class SubscriptionsScenario : IScenario
{
    private static readonly string[] Headers =
    [
        "connections", "keys each", "keys", "server", "managed B/subscription", "RSS B/subscription", "CPU µs/subscription", "all answered ms",
        "managed B/subscription left after closing",
    ];

    public string Name => "subscriptions";

    public async Task RunAsync(LoadRun run, CancellationToken cancellation)
    {
        var total = run.Sizes.Subscriptions;
        var few = Math.Max(1, total / 1000);
        var many = Math.Min(run.Sizes.MostConnections, total);
        (int Connections, SubscriptionPlan Plan)[] layouts =
        [
            (few, new SubscriptionPlan(KeysPerConnection: total / few, Distinct: true)),
            (few, new SubscriptionPlan(KeysPerConnection: total / few)),
            (many, new SubscriptionPlan(KeysPerConnection: total / many, Distinct: true)),
            (many, new SubscriptionPlan(KeysPerConnection: total / many)),
        ];

        var rows = new List<(int Layout, Target Target, string[] Cells)>();
        foreach (var target in run.Targets)
        {
            await using var rig = await Rig.StartAsync(target, total, cancellation);
            foreach (var (layout, (connections, plan)) in layouts.Index())
            {
                // The first layout compiles the code; the first round of each one grows the pools to its size.
                var warmUps = layout == 0 ? Math.Max(1, run.Sizes.WarmUps) : 1;
                rows.Add((layout, target, await MeasureAsync(run, rig, connections, plan, warmUps, cancellation)));
            }
        }

        run.Report.Heading("Memory and CPU of a subscription");
        run.Report.Paragraph(
            $"{total.ToString("N0", CultureInfo.InvariantCulture)} entity subscriptions (for bare SignalR: group memberships). Memory is read after forced collections, "
            + "with the connections open, before and after subscribing, and again when they are closed. The rows exist beforehand. "
            + "Managed memory leaves out the transport's pooled buffers, which belong to the socket; resident memory has them.");
        run.Report.Table(Headers, rows.OrderBy(row => (row.Layout, row.Target)).Select(row => row.Cells));
    }

    private static async Task<string[]> MeasureAsync(
        LoadRun run, Rig rig, int connections, SubscriptionPlan plan, int warmUps, CancellationToken cancellation)
    {
        var rounds = new List<Round>();
        for (var number = -warmUps; number < run.Sizes.Runs; number++)
        {
            rounds.Add(await RoundAsync(rig, connections, plan, cancellation));
            run.Report.Progress($"round {number} {rig.Target.Title()}, {connections} connections: {rounds[^1].ManagedBytes:F0} B/subscription");
        }

        string Format(Func<Round, double> figure, string format) => new Series(rounds.Skip(warmUps).Select(figure)).Format(format);
        return
        [
            connections.ToString(CultureInfo.InvariantCulture),
            plan.KeysPerConnection.ToString(CultureInfo.InvariantCulture),
            plan.Distinct ? "distinct" : "the same",
            rig.Target.Title(),
            Format(round => round.ManagedBytes, "F0"),
            Format(round => round.ResidentBytes, "F0"),
            Format(round => round.CpuMicroseconds, "F1"),
            Format(round => round.Milliseconds, "F0"),
            Format(round => round.BytesLeft, "F0"),
        ];
    }

    private static async Task<Round> RoundAsync(Rig rig, int connections, SubscriptionPlan plan, CancellationToken cancellation)
    {
        var empty = await rig.Server.CollectAsync(cancellation);
        await rig.Clients.OpenAsync(rig.Connections(connections), cancellation);
        var before = await rig.Server.CollectAsync(cancellation);
        var report = await rig.Clients.SubscribeAsync(plan, cancellation);
        var subscribed = await rig.Server.StatsAsync(cancellation);
        var after = await rig.Server.CollectAsync(cancellation);
        await rig.CloseAsync(cancellation);
        var left = await rig.Server.CollectAsync(cancellation);

        return new Round(
            (double)(after.ManagedBytes - before.ManagedBytes) / report.Answers,
            (double)(after.ResidentBytes - before.ResidentBytes) / report.Answers,
            (subscribed.CpuMicroseconds - before.CpuMicroseconds) / report.Answers,
            report.Milliseconds,
            (double)(left.ManagedBytes - empty.ManagedBytes) / report.Answers);
    }

    private sealed record Round(double ManagedBytes, double ResidentBytes, double CpuMicroseconds, double Milliseconds, double BytesLeft);
}
