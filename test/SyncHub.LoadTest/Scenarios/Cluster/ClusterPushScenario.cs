using System.Globalization;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Reports;

namespace SyncHub.LoadTest.Scenarios.Cluster;

/// <summary>How much later a push comes from another node than from one's own.</summary>
internal sealed class ClusterPushScenario : IScenario
{
    private const int WarmUps = 2;
    private static readonly string[] Headers = ["deployment", "p50 ms", "above one node, ms", "ratio", "p99 ms", "ratio"];

    public string Name => "cluster-push";

    public async Task RunAsync(LoadRun run, CancellationToken cancellation)
    {
        var sizes = run.Sizes.Cluster;

        // A row each: those of one row that the writer has to catch up with would leave as one.
        var updates = (int)(sizes.PushedFor / sizes.Tick);
        var request = new PublishRequest(Target.Sync, updates, Keys: updates, TickMilliseconds: sizes.Tick.TotalMilliseconds);
        var sides = new List<PushSide>();
        try
        {
            foreach (var target in run.Targets)
            {
                sides.Add(await PushSide.StartAsync(isCluster: target == Target.Sync, updates, cancellation));
            }

            for (var number = -Math.Min(WarmUps, run.Sizes.WarmUps); number < run.Sizes.Runs; number++)
            {
                // Neither side always goes first.
                foreach (var side in number % 2 == 0 ? sides : Enumerable.Reverse(sides))
                {
                    var measured = await side.MeasureAsync(request, cancellation);
                    run.Report.Progress($"run {number} {side.Title}: p50 {measured.P50:F2} ms, p99 {measured.P99:F2} ms");
                    if (number >= 0)
                    {
                        side.Runs.Add(measured);
                    }
                }
            }

            var baseline = run.Targets.Contains(Target.Bare) ? sides[0].Runs : null;
            run.Report.Heading("A push from another node");
            run.Report.Paragraph(string.Create(
                CultureInfo.InvariantCulture,
                $"{updates} rows in a SQLite file (write-ahead log), all followed by one client; one after the other is saved with EF Core, one per {sizes.Tick.TotalMilliseconds:F0} ms. Latency is from before the row is queried and saved until the client "
                + $"reads the push. Each deployment has a database of its own; {run.Sizes.Runs} runs of each, in turns."));
            run.Report.Table(Headers, sides.Select(side => Row(side, baseline)));
        }
        finally
        {
            foreach (var side in sides)
            {
                await side.DisposeAsync();
            }
        }
    }

    private static string[] Row(PushSide side, List<DeliveryReport>? baseline)
    {
        var isBaseline = ReferenceEquals(side.Runs, baseline);
        return
        [
            side.Title,
            new Series(side.Runs.Select(run => run.P50)).Format("F2"),
            baseline is null || isBaseline ? "–" : new Series(side.Runs.Zip(baseline, (run, basis) => run.P50 - basis.P50)).Format("F2"),
            Ratio(side.Runs, baseline, run => run.P50),
            new Series(side.Runs.Select(run => run.P99)).Format("F2"),
            Ratio(side.Runs, baseline, run => run.P99),
        ];
    }

    private static string Ratio(List<DeliveryReport> runs, List<DeliveryReport>? baseline, Func<DeliveryReport, double> figure) =>
        ReferenceEquals(runs, baseline) ? "1" : baseline is null ? "–" : Series.Ratio(runs.Select(figure), baseline.Select(figure)).Format("F2");
}
