using System.Globalization;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Processes;
using SyncHub.LoadTest.Reports;

namespace SyncHub.LoadTest.Scenarios.Secured;

/// <summary>One connection asks for more than it may while others get their pushes.</summary>
internal static class FloodBeside
{
    private const double TickMilliseconds = 20;

    private static readonly string[] Headers =
    [
        "server", "flood", "requests/s sent", "granted", "refused", "p50 ms without", "p50 ms with", "p99 ms without", "p99 ms with", "p99 ratio", "server CPU without, % of a core", "with",
    ];

    public static async Task RunAsync(LoadRun run, CancellationToken cancellation)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var perSecond in run.Sizes.Secured.FloodRates)
        {
            foreach (var target in run.Targets)
            {
                rows.Add(await MeasureAsync(run, target, perSecond, cancellation));
            }
        }

        run.Report.Paragraph(
            $"**One connection floods:** {run.Sizes.Secured.FloodReaders} others, from another process, get an update of one entity per {TickMilliseconds:F0} ms, for {run.Sizes.PacedFor.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s, "
            + "without and with it in turns. It sends `SubscribeEntity` for that entity and `Unsubscribe` over and over, with the limits as they are by default (2,000 subscriptions at once, 200 a second); on bare SignalR it asks as often to join "
            + "the group, which nothing limits. Granted is what was answered with data before it was ended; refused what was answered with an error, an `Unsubscribe` of what had been refused among it. Latency is from when the write was due. The flooder takes processor time of the same machine, and what it takes is missing elsewhere: so bare SignalR, which answers "
            + $"nothing, stands beside. A server of its own for each row; {run.Sizes.Runs} runs.");
        run.Report.Table(Headers, rows);
    }

    private static async Task<string[]> MeasureAsync(LoadRun run, Target target, int perSecond, CancellationToken cancellation)
    {
        await using var rig = await Rig.StartAsync(target, entities: 1, cancellation);
        await rig.Clients.OpenAsync(rig.Connections(run.Sizes.Secured.FloodReaders, new SubscriptionPlan()), cancellation);
        var updates = (int)(run.Sizes.PacedFor.TotalMilliseconds / TickMilliseconds);
        var request = new PublishRequest(target, updates, TickMilliseconds: TickMilliseconds, StampWhenDue: true);
        await rig.MeasureAsync(request, cancellation);

        var (quiet, flooded, floods) = (new List<RunFigures>(), new List<RunFigures>(), new List<FloodReport>());
        for (var number = 1; number <= run.Sizes.Runs; number++)
        {
            quiet.Add(await rig.MeasureAsync(request, cancellation));

            // A process and a connection of its own each time: the next flood has the whole burst to use up again.
            await using var flooder = new ClientsProcess();
            await flooder.OpenAsync(rig.Connections(1), cancellation);
            await flooder.StartFloodAsync(perSecond, cancellation);
            flooded.Add(await rig.MeasureAsync(request, cancellation));
            floods.Add(await flooder.EndFloodAsync(cancellation));
            run.Report.Progress($"run {number} {target.Title()}, flood of {floods[^1].PerSecond:F0}/s: p99 {quiet[^1].Delivery.P99:F1} ms without, {flooded[^1].Delivery.P99:F1} ms with");
            Check(target, floods[^1]);
        }

        return Row(target, perSecond, quiet, flooded, floods);
    }

    /// <summary>Throws where the flood was not one: then its figures say nothing.</summary>
    private static void Check(Target target, FloodReport flood)
    {
        if (target != Target.Bare && !flood.IsClosed && flood.Requests > 10_000 && flood.Refused == 0)
        {
            throw new InvalidOperationException($"{flood.Requests} requests of one connection in {flood.Milliseconds:F0} ms, and none was refused.");
        }
    }

    private static string[] Row(Target target, int perSecond, List<RunFigures> quiet, List<RunFigures> flooded, List<FloodReport> floods)
    {
        static string Format<T>(List<T> runs, Func<T, double> figure, string format) => new Series(runs.Select(figure)).Format(format);
        static double CpuPercent(RunFigures run) => run.CpuMicroseconds / run.Milliseconds / 10;
        var isBare = target == Target.Bare;
        return
        [
            target.Title(),
            perSecond == 0 ? "as fast as it goes" : string.Create(CultureInfo.InvariantCulture, $"{perSecond:N0}/s"),
            Format(floods, flood => flood.PerSecond, "N0"),
            isBare ? "–" : Format(floods, flood => flood.Granted, "N0"),
            isBare ? "–" : Format(floods, flood => flood.Refused, "N0"),
            Format(quiet, run => run.Delivery.P50, "F1"),
            Format(flooded, run => run.Delivery.P50, "F1"),
            Format(quiet, run => run.Delivery.P99, "F1"),
            Format(flooded, run => run.Delivery.P99, "F1"),
            Series.Ratio(flooded.Select(run => run.Delivery.P99), quiet.Select(run => run.Delivery.P99)).Format("F2"),
            Format(quiet, CpuPercent, "F0"),
            Format(flooded, CpuPercent, "F0"),
        ];
    }
}
