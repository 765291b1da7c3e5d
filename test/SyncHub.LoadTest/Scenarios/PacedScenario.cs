using System.Globalization;
using SyncHub.LoadTest.Contracts;

namespace SyncHub.LoadTest.Scenarios;

/// <summary>One entity, many subscribers, updates as an application in use has them.</summary>
internal sealed class PacedScenario : IScenario
{
    private static readonly string[] Headers =
    [
        "pace", "server", "record bytes", "CPU µs/push", "CPU µs/message", "ratio", "allocated B/message", "p50 ms", "p99 ms", "p99 ratio", "RSS MiB",
    ];

    private static readonly (string Title, int PerTick, double TickMilliseconds)[] Paces =
    [
        ("1 per 20 ms", 1, 20),
        ("5 per 100 ms", 5, 100),
    ];

    public string Name => "paced";

    public async Task RunAsync(LoadRun run, CancellationToken cancellation)
    {
        var rows = new List<IReadOnlyList<string>>();
        await using var runs = await AlternatingRuns.StartAsync(run, run.Sizes.MostConnections, cancellation);
        foreach (var (title, perTick, tick) in Paces)
        {
            var updates = (int)(run.Sizes.PacedFor.TotalMilliseconds / tick) * perTick;
            var request = new PublishRequest(Target.Bare, updates, PerTick: perTick, TickMilliseconds: tick);
            var comparison = await runs.RunAsync(request, cancellation);
            rows.AddRange(comparison.Targets.Select(target => Row(comparison, target, title)));
        }

        run.Report.Heading("Fan-out at a pace");
        run.Report.Paragraph(
            $"One entity, {run.Sizes.MostConnections.ToString(CultureInfo.InvariantCulture)} connections, "
            + $"{run.Sizes.PacedFor.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s a run; {run.Sizes.Runs} runs of each side, in turns.");
        run.Report.Table(Headers, rows);
    }

    private static string[] Row(Comparison comparison, Target target, string pace) =>
    [
        pace,
        target.Title(),
        comparison.Format(target, run => run.RecordBytes, "F1"),
        comparison.Format(target, run => run.CpuMicroseconds / run.Publication.Updates, "F0"),
        comparison.Format(target, run => run.CpuPerMessage, "F2"),
        comparison.FormatRatio(target, run => run.CpuPerMessage),
        comparison.Format(target, run => run.AllocatedPerMessage, "F0"),
        comparison.Format(target, run => run.Delivery.P50, "F1"),
        comparison.Format(target, run => run.Delivery.P99, "F1"),
        comparison.FormatRatio(target, run => run.Delivery.P99),
        comparison.Format(target, run => run.ResidentMebibytes, "F0"),
    ];
}
