using System.Globalization;
using SyncHub.LoadTest.Contracts;

namespace SyncHub.LoadTest.Scenarios.Secured;

/// <summary>Many users who may see the same, of one entity: they are to share its pushes as without rules.</summary>
internal static class SharedScope
{
    private static readonly string[] Headers =
    [
        "server", "record bytes", "messages/s", "to bare", "to no rules", "CPU µs/message", "to bare", "to no rules", "allocated B/message", "records/frame", "p50 ms", "p99 ms",
    ];

    public static async Task RunAsync(LoadRun run, CancellationToken cancellation)
    {
        var connections = run.Sizes.MostConnections;
        await using var runs = await AlternatingRuns.StartAsync(run with { Targets = [.. run.Targets, Target.Secured] }, connections, cancellation);
        var comparison = await runs.RunAsync(new PublishRequest(Target.Bare, run.Sizes.Updates), cancellation);

        run.Report.Paragraph(
            $"**{connections.ToString(CultureInfo.InvariantCulture)} users of one tenant, one entity:** {run.Sizes.Updates} updates without a pause, as in the fan-out above. With rules: everybody is signed in as "
            + "somebody else, `Rows(user => item => item.Tenant == user.FindFirstValue(\"tenant\"))` and a view of four of the properties, which all come out the same. "
            + $"{run.Sizes.Runs} runs of each, in turns.");
        run.Report.Table(Headers, comparison.Targets.Select(target => Row(comparison, target)));
    }

    private static string[] Row(Comparison comparison, Target target) =>
    [
        target.Title(),
        comparison.Format(target, run => run.RecordBytes, "F1"),
        comparison.Format(target, run => run.MessagesPerSecond, "N0"),
        comparison.FormatRatio(target, run => run.MessagesPerSecond),
        target == Target.Bare ? "–" : comparison.FormatRatio(target, run => run.MessagesPerSecond, Target.Sync),
        comparison.Format(target, run => run.CpuPerMessage, "F2"),
        comparison.FormatRatio(target, run => run.CpuPerMessage),
        target == Target.Bare ? "–" : comparison.FormatRatio(target, run => run.CpuPerMessage, Target.Sync),
        comparison.Format(target, run => run.AllocatedPerMessage, "F0"),
        comparison.Format(target, run => run.RecordsPerFrame, "F1"),
        comparison.Format(target, run => run.Delivery.P50, "F1"),
        comparison.Format(target, run => run.Delivery.P99, "F1"),
    ];
}
