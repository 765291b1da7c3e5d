using System.Globalization;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Reports;
using SyncHub.LoadTest.Server;

namespace SyncHub.LoadTest.Scenarios;

/// <summary>One client stops reading its socket while all the others go on.</summary>
internal sealed class StalledScenario : IScenario
{
    // The flood ends first, so that whoever has seen the entity's last stamp has seen it through that entity.
    private const double FloodShare = 0.8;
    private const double TickMilliseconds = 20;
    private const int MostRuns = 3;
    private const int FloodWarmUp = 20;
    private static readonly TimeSpan CatchUpTimeout = TimeSpan.FromSeconds(15);

    private static readonly string[] Headers =
    [
        "server", "stalled readers", "p50 ms of the others", "p99 ms of the others", "p99 ratio", "longest write ms", "all writes done s",
        "outboxes' peak KiB", "its outbox in the end KiB", "heap held for it KiB", "times pushes were dropped", "the stalled one, reading again",
    ];

    public string Name => "stalled";

    public async Task RunAsync(LoadRun run, CancellationToken cancellation)
    {
        var cases = StalledCase.All.Where(item => run.Targets.Contains(item.Target) && (item.Target == Target.Sync || run.Sizes.StalledBaseline)).ToList();
        var measured = cases.ToDictionary(item => item, _ => new List<(StalledPhase Free, StalledPhase Stalled)>());
        for (var number = 1; number <= Math.Min(run.Sizes.Runs, MostRuns); number++)
        {
            foreach (var item in cases)
            {
                var (free, stalled) = await MeasureAsync(run, item, cancellation);
                run.Report.Progress($"run {number} {item.Title}: p99 {free.P99:F1} ms free, {stalled.P99:F1} ms with one stalled");
                item.Check(stalled);
                measured[item].Add((free, stalled));
            }
        }

        run.Report.Heading("One stalled reader");
        run.Report.Paragraph(
            $"{run.Sizes.MostConnections.ToString(CultureInfo.InvariantCulture)} connections on one entity, one write per {TickMilliseconds:F0} ms for "
            + $"{run.Sizes.StalledFor.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s. One of them, over a narrow link, follows a second entity too, "
            + $"of which {run.Sizes.StalledText.ToString("N0", CultureInfo.InvariantCulture)} characters change at the same pace: once it stops reading, it has more to take "
            + "than any buffer holds. Latency counts from the moment at which the write was due: a sender that is held up is late. The outboxes' peak is SyncHub's own "
            + "metric over all connections, read every 100 ms; in the end, when all others have everything, it is the stalled reader's alone. The heap is read after forced collections before the writes and after them, while the reader still stalls, less what the "
            + "same writes added with nobody stalled (the change log keeps them). A server of its own for each run.");
        run.Report.Table(Headers, measured.SelectMany(pair => new[]
        {
            Row(pair.Key, 0, [.. pair.Value.Select(phases => phases.Free)], pair.Value),
            Row(pair.Key, 1, [.. pair.Value.Select(phases => phases.Stalled)], pair.Value),
        }));
    }

    private static async Task<(StalledPhase Free, StalledPhase Stalled)> MeasureAsync(LoadRun run, StalledCase item, CancellationToken cancellation)
    {
        await using var rig = await Rig.StartAsync(item.Target, entities: 2, cancellation, item.Boundless);
        await rig.Clients.OpenAsync(rig.Connections(1, new SubscriptionPlan(KeysPerConnection: 2)) with { NarrowLink = true }, cancellation);
        await rig.Clients.OpenAsync(rig.Connections(run.Sizes.MostConnections - 1, new SubscriptionPlan()), cancellation);
        for (var number = 0; number < run.Sizes.WarmUps; number++)
        {
            await rig.MeasureAsync(new PublishRequest(item.Target, run.Sizes.Updates), cancellation);
        }

        // Pools grow once to the size of these bodies; that must not count as the first phase's.
        await rig.Server.PublishAsync(new PublishRequest(item.Target, FloodWarmUp, FirstKey: 1, TextLength: run.Sizes.StalledText), cancellation);
        var free = await PhaseAsync(run, rig, cancellation);
        await rig.Clients.StallAsync(1, cancellation);
        var stalled = await PhaseAsync(run, rig, cancellation);
        return (free, stalled);
    }

    private static async Task<StalledPhase> PhaseAsync(LoadRun run, Rig rig, CancellationToken cancellation)
    {
        var updates = (int)(run.Sizes.StalledFor.TotalMilliseconds / TickMilliseconds);
        var request = new PublishRequest(rig.Target, updates, TickMilliseconds: TickMilliseconds, StampWhenDue: true);
        var before = await rig.Server.CollectAsync(cancellation);

        await using var peak = new MetricPeak(rig.Server, MetricReadings.OutboxBytes);
        var flood = rig.Server.PublishAsync(
            request with { Updates = (int)(updates * FloodShare), FirstKey = 1, TextLength = run.Sizes.StalledText, StampWhenDue = false }, cancellation);
        var figures = await rig.MeasureAsync(request, cancellation, unmeasured: 1);
        await flood;
        var outboxPeak = await peak.EndAsync();

        var after = await rig.Server.CollectAsync(cancellation);
        var woken = await rig.Clients.WakeAsync(figures.Publication.LastStamp, CatchUpTimeout, cancellation);
        return new StalledPhase(
            figures, outboxPeak, after.ManagedBytes - before.ManagedBytes, after.Since(before, MetricReadings.Overflows), woken);
    }

    private static string[] Row(StalledCase item, int stalled, List<StalledPhase> phases, List<(StalledPhase Free, StalledPhase Stalled)> pairs)
    {
        string Format(Func<StalledPhase, double> figure, string format) => new Series(phases.Select(figure)).Format(format);
        var isBare = item.Target == Target.Bare;
        return
        [
            item.Title,
            stalled.ToString(CultureInfo.InvariantCulture),
            Format(phase => phase.Figures.Delivery.P50, "F1"),
            Format(phase => phase.P99, "F1"),
            Series.Ratio(phases.Select(phase => phase.P99), pairs.Select(pair => pair.Free.P99)).Format("F2"),
            Format(phase => phase.Figures.Publication.LongestMilliseconds, "F0"),
            Format(phase => phase.Figures.PublishMilliseconds / 1000, "F1"),
            isBare ? "–" : Format(phase => phase.OutboxPeak / 1024.0, "F0"),
            isBare ? "–" : Format(phase => phase.OutboxHeld / 1024.0, "F0"),
            stalled == 0 ? "–" : new Series(pairs.Select(pair => (pair.Stalled.HeapGrowth - pair.Free.HeapGrowth) / 1024.0)).Format("F0"),
            isBare ? "–" : Format(phase => phase.Overflows, "F0"),
            stalled == 0 ? "–" : string.Join(", ", phases.Select(phase => phase.Outcome).Distinct()),
        ];
    }
}
