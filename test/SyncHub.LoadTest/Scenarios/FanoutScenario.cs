using System.Globalization;
using SyncHub.LoadTest.Contracts;

namespace SyncHub.LoadTest.Scenarios;

/// <summary>One entity, many subscribers, updates as fast as they can be written.</summary>
internal sealed class FanoutScenario : IScenario
{
    private static readonly string[] Headers =
    [
        "connections", "server", "record bytes", "messages/s", "ratio", "CPU µs/message", "ratio", "allocated B/message",
        "clients' CPU µs/message", "records/frame", "writes done ms", "p50 ms", "p99 ms", "RSS MiB",
    ];

    public string Name => "fanout";

    public async Task RunAsync(LoadRun run, CancellationToken cancellation)
    {
        var rows = new List<IReadOnlyList<string>>();
        var worst = new List<string>();
        foreach (var connections in run.Sizes.Connections)
        {
            await using var runs = await AlternatingRuns.StartAsync(run, connections, cancellation);
            var comparison = await runs.RunAsync(new PublishRequest(Target.Bare, run.Sizes.Updates), cancellation);
            rows.AddRange(comparison.Targets.Select(target => Row(comparison, target, connections)));
            if (comparison.LeastRatio(measured => measured.MessagesPerSecond) is { } least)
            {
                worst.Add($"{least.ToString("F2", CultureInfo.InvariantCulture)} with {connections} connections");
            }
        }

        run.Report.Heading("Fan-out in a burst");
        run.Report.Paragraph(
            $"{run.Sizes.Updates} updates of one entity, one write after the other without a pause; {run.Sizes.Runs} runs of each side, in turns. "
            + "Messages are what the clients received; a run ends with the last of them. Latency is from the write to the client's read.");
        run.Report.Table(Headers, rows);
        if (worst.Count > 0)
        {
            run.Report.Paragraph(
                "Bare SignalR's own runs differ widely: where its sends overtake its sockets, several records leave in one system call. "
                + $"SyncHub's slowest run against bare SignalR's fastest: {string.Join(", ", worst)} times the messages/s.");
        }
    }

    private static string[] Row(Comparison comparison, Target target, int connections) =>
    [
        connections.ToString(CultureInfo.InvariantCulture),
        target.Title(),
        comparison.Format(target, run => run.RecordBytes, "F1"),
        comparison.Format(target, run => run.MessagesPerSecond, "N0"),
        comparison.FormatRatio(target, run => run.MessagesPerSecond),
        comparison.Format(target, run => run.CpuPerMessage, "F2"),
        comparison.FormatRatio(target, run => run.CpuPerMessage),
        comparison.Format(target, run => run.AllocatedPerMessage, "F0"),
        comparison.Format(target, run => run.Delivery.CpuMicroseconds / run.Delivery.Records, "F2"),
        comparison.Format(target, run => run.RecordsPerFrame, "F1"),
        comparison.Format(target, run => run.PublishMilliseconds, "F0"),
        comparison.Format(target, run => run.Delivery.P50, "F1"),
        comparison.Format(target, run => run.Delivery.P99, "F1"),
        comparison.Format(target, run => run.ResidentMebibytes, "F0"),
    ];
}
