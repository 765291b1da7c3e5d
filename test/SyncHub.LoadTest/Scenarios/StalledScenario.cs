using System.Globalization;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Reports;
using SyncHub.LoadTest.Server;

namespace SyncHub.LoadTest.Scenarios;

/// <summary>One client stops reading its socket while all the others go on.</summary>
internal sealed class StalledScenario : IScenario
{
    private const int FloodTextLength = 8000;

    // The flood ends first, so that whoever has seen the entity's last stamp has seen it through that entity.
    private const double FloodShare = 0.8;
    private const double TickMilliseconds = 20;
    private static readonly TimeSpan CatchUpTimeout = TimeSpan.FromSeconds(15);

    private static readonly string[] Headers =
    [
        "server", "stalled readers", "p50 ms of the others", "p99 ms of the others", "p99 ratio", "longest write ms", "all writes done s",
        "RSS grew by MiB", "outbox KiB", "the stalled one, reading again",
    ];

    public string Name => "stalled";

    public async Task RunAsync(LoadRun run, CancellationToken cancellation)
    {
        var rows = new List<IReadOnlyList<string>>();
        var rigs = new Dictionary<Target, Rig>();
        var phases = run.Targets.ToDictionary(target => target, _ => new List<(Phase Free, Phase Stalled)>());
        try
        {
            foreach (var target in run.Targets)
            {
                rigs[target] = await Rig.StartAsync(target, entities: 2, cancellation);
            }

            // One run of each is thrown away: it compiles code and grows the pools.
            for (var number = -1; number < Math.Min(run.Sizes.Runs, 3); number++)
            {
                foreach (var (target, rig) in rigs)
                {
                    var measured = await MeasureAsync(run, rig, cancellation);
                    run.Report.Progress($"run {number} {target.Title()}: p99 {measured.Free.P99:F1} ms free, {measured.Stalled.P99:F1} ms with one stalled");
                    if (number >= 0)
                    {
                        phases[target].Add(measured);
                    }
                }
            }
        }
        finally
        {
            foreach (var rig in rigs.Values)
            {
                await rig.DisposeAsync();
            }
        }

        foreach (var (target, measured) in phases)
        {
            rows.Add(Row(target, 0, [.. measured.Select(pair => pair.Free)], [.. measured.Select(pair => pair.Free)]));
            rows.Add(Row(target, 1, [.. measured.Select(pair => pair.Stalled)], [.. measured.Select(pair => pair.Free)]));
        }

        run.Report.Heading("One stalled reader");
        run.Report.Paragraph(
            $"{run.Sizes.MostConnections.ToString(CultureInfo.InvariantCulture)} connections on one entity, one write per {TickMilliseconds:F0} ms for "
            + $"{run.Sizes.StalledFor.TotalSeconds:F0} s. One of them, over a narrow link, follows a second entity too, of which {FloodTextLength} characters change "
            + "at the same pace: once it stops reading, it has more to take than any buffer holds. Latency counts from the moment at which the write was due: "
            + "a sender that is held up is late.");
        run.Report.Table(Headers, rows);
    }

    private static async Task<(Phase Free, Phase Stalled)> MeasureAsync(LoadRun run, Rig rig, CancellationToken cancellation)
    {
        await rig.Clients.OpenAsync(rig.Connections(1, new SubscriptionPlan(KeysPerConnection: 2)) with { NarrowLink = true }, cancellation);
        await rig.Clients.OpenAsync(rig.Connections(run.Sizes.MostConnections - 1, new SubscriptionPlan()), cancellation);
        var free = await PhaseAsync(run, rig, cancellation);
        await rig.Clients.StallAsync(1, cancellation);
        var stalled = await PhaseAsync(run, rig, cancellation);
        await rig.Clients.CloseAsync(cancellation);
        return (free, stalled);
    }

    private static async Task<Phase> PhaseAsync(LoadRun run, Rig rig, CancellationToken cancellation)
    {
        var updates = (int)(run.Sizes.StalledFor.TotalMilliseconds / TickMilliseconds);
        var request = new PublishRequest(rig.Target, updates, TickMilliseconds: TickMilliseconds, StampWhenDue: true);
        var flood = rig.Server.PublishAsync(
            request with { Updates = (int)(updates * FloodShare), FirstKey = 1, TextLength = FloodTextLength, StampWhenDue = false }, cancellation);
        var figures = await rig.MeasureAsync(request, cancellation, unmeasured: 1);
        await flood;
        var woken = await rig.Clients.WakeAsync(figures.Publication.LastStamp, CatchUpTimeout, cancellation);
        return new Phase(figures, woken);
    }

    private static string[] Row(Target target, int stalled, List<Phase> phases, List<Phase> baseline)
    {
        string Format(Func<Phase, double> figure, string format) => new Series(phases.Select(figure)).Format(format);
        return
        [
            target.Title(),
            stalled.ToString(CultureInfo.InvariantCulture),
            Format(phase => phase.Figures.Delivery.P50, "F1"),
            Format(phase => phase.P99, "F1"),
            Series.Ratio(phases.Select(phase => phase.P99), baseline.Select(phase => phase.P99)).Format("F2"),
            Format(phase => phase.Figures.Publication.LongestMilliseconds, "F0"),
            Format(phase => phase.Figures.PublishMilliseconds / 1000, "F1"),
            Format(phase => phase.ResidentGrowth, "F1"),
            target == Target.Bare ? "–" : Format(phase => phase.Figures.After.Metric(MetricReadings.OutboxBytes) / 1024.0, "F0"),
            stalled == 0 ? "–" : string.Join(", ", phases.Select(phase => phase.Outcome).Distinct()),
        ];
    }

    private sealed record Phase(RunFigures Figures, WakeReport Woken)
    {
        public double P99 => Figures.Delivery.P99;

        public double ResidentGrowth => (Figures.After.ResidentBytes - Figures.Publication.Before.ResidentBytes) / 1024.0 / 1024.0;

        public string Outcome => Woken switch
        {
            { CaughtUp: > 0 } => "caught up",
            { Closed: > 0 } => "had been disconnected",
            _ => "did not catch up",
        };
    }
}
