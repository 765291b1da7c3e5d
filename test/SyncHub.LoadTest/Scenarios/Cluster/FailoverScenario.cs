using System.Globalization;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.Cluster;
using SyncHub.LoadTest.Reports;

namespace SyncHub.LoadTest.Scenarios.Cluster;

/// <summary>A node is killed; its clients come back to the other one.</summary>
internal sealed class FailoverScenario : IScenario
{
    private static readonly string[] Headers =
    [
        "who comes back", "p50 ms", "p99 ms", "longest ms", "ratio of the longest", "first loss to last back ms", "entities", "collections", "reads for entities", "for collections",
        "CPU of node B ms", "of the clients ms",
    ];

    public string Name => "failover";

    public async Task RunAsync(LoadRun run, CancellationToken cancellation)
    {
        var sizes = run.Sizes.Cluster;
        var cases = FailoverCase.All.Where(item => run.Targets.Contains(item.Target)).ToList();
        var figures = cases.ToDictionary(item => item, _ => new List<FailoverFigures>());
        await using var failover = await Failover.StartAsync(sizes, cancellation);
        for (var number = -Math.Min(1, run.Sizes.WarmUps); number < sizes.Kills; number++)
        {
            foreach (var item in cases)
            {
                var measured = await failover.MeasureAsync(item, cancellation);
                run.Report.Progress($"kill {number} {item.Title}: p50 {measured.Report.P50:F0}, longest {measured.Report.Longest:F0} ms");
                if (number >= 0)
                {
                    figures[item].Add(measured);
                }
            }
        }

        run.Report.Heading("A node is killed");
        run.Report.Paragraph(string.Create(
            CultureInfo.InvariantCulture,
            $"Two nodes with {sizes.Clients:N0} clients each share a SQLite file and a log in Redis, durably. A client follows an entity of its own, and a live collection of {HeldPlan.RowsPerRoom} rows of its own, of another model. "
            + $"Node A is killed (SIGKILL); each of its clients waits {sizes.ReconnectBaseDelay.TotalSeconds:F0} to {2 * sizes.ReconnectBaseDelay.TotalSeconds:F0} s, as SyncHub's own clients do, and comes back to node B, which did not have their collections. "
            + $"Times are each client's own, from the end of its wait until its last answer. All processes, the clients' included, share the machine's {Environment.ProcessorCount} cores. {sizes.Kills} kills of each kind, in turns; figures of answers and reads are of all kills together."));
        run.Report.Table(Headers, cases.Select(item => Row(item, figures[item], figures.GetValueOrDefault(FailoverCase.All[0]))));
        var misses = figures.Where(pair => pair.Key.Target == Target.Sync).SelectMany(pair => pair.Value).Sum(figure => figure.EntityReads);
        if (misses > 0)
        {
            throw new InvalidOperationException($"Clients that came back took {misses} reads of the source for entities; they take none.");
        }
    }

    private static string[] Row(FailoverCase item, List<FailoverFigures> figures, List<FailoverFigures>? baseline)
    {
        string Format(Func<FailoverFigures, double> figure) => new Series(figures.Select(figure)).Format("F0");
        var isBare = item.Target == Target.Bare;
        return
        [
            item.Title,
            Format(figure => figure.Report.P50),
            Format(figure => figure.Report.P99),
            Format(figure => figure.Report.Longest),
            isBare ? "1" : baseline is null ? "–" : Series.Ratio(figures.Select(figure => figure.Report.Longest), baseline.Select(figure => figure.Report.Longest)).Format("F2"),
            Format(figure => figure.Report.FromLossMilliseconds),
            isBare ? "–" : Modes(figures.Select(figure => figure.Report.Entities)),
            isBare ? "–" : Modes(figures.Select(figure => figure.Report.Collections)),
            isBare ? "–" : Text(figures.Sum(figure => figure.EntityReads)),
            isBare ? "–" : Text(figures.Sum(figure => figure.CollectionReads)),
            Format(figure => figure.ServerCpuMilliseconds),
            Format(figure => figure.Report.CpuMicroseconds / 1000),
        ];
    }

    private static string Modes(IEnumerable<AnswerModes> modes)
    {
        var sum = modes.Aggregate(new AnswerModes(0, 0), (left, right) => left + right);
        return $"{Text(sum.Deltas)} deltas, {Text(sum.Snapshots)} snapshots";
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
