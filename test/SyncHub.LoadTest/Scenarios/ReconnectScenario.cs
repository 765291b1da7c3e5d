using System.Globalization;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Reports;
using SyncHub.LoadTest.Server;

namespace SyncHub.LoadTest.Scenarios;

/// <summary>All clients come back at the same moment, as after a deployment.</summary>
internal sealed class ReconnectScenario : IScenario
{
    private static readonly string[] Headers =
        ["what comes back", "all synced ms", "ratio to bare", "server CPU ms", "answers", "answer bytes each", "source reads"];

    public string Name => "reconnect";

    public async Task RunAsync(LoadRun run, CancellationToken cancellation)
    {
        var connections = run.Sizes.MostConnections;
        var cases = Case.All.Where(item => run.Targets.Contains(item.Target)).ToList();
        var figures = cases.ToDictionary(item => item, _ => new List<Figure>());
        var rigs = new Dictionary<Target, Rig>();
        try
        {
            foreach (var target in run.Targets)
            {
                rigs[target] = await Rig.StartAsync(target, connections, cancellation);
            }

            for (var number = -run.Sizes.WarmUps; number < run.Sizes.Runs; number++)
            {
                foreach (var item in cases)
                {
                    var figure = await MeasureAsync(rigs[item.Target], item, connections, cancellation);
                    run.Report.Progress($"run {number} {item.Title}: {figure.Milliseconds:F0} ms");
                    if (number >= 0)
                    {
                        figures[item].Add(figure);
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

        run.Report.Heading("All reconnect at once");
        run.Report.Paragraph(
            $"{connections.ToString(CultureInfo.InvariantCulture)} clients, each with an entity of its own, open their connections at the same moment and subscribe; "
            + $"the time is until the last answer (for bare SignalR: until the last is back in its group, without any data). {run.Sizes.Runs} runs, in turns.");
        run.Report.Table(Headers, cases.Select(item => Row(item, figures[item], figures.GetValueOrDefault(Case.All[0]))));
    }

    private static async Task<Figure> MeasureAsync(Rig rig, Case item, int connections, CancellationToken cancellation)
    {
        var plan = new SubscriptionPlan(Distinct: true);
        await rig.Clients.OpenAsync(rig.Connections(connections, plan), cancellation);
        await rig.CloseAsync(cancellation);
        if (item.MissesChange)
        {
            await rig.Server.PublishAsync(new PublishRequest(rig.Target, connections, Keys: connections), cancellation);
        }

        var before = await rig.Server.StatsAsync(cancellation);
        var report = await rig.Clients.OpenAsync(rig.Connections(connections, plan with { Resume = item.Resumes }, atOnce: connections), cancellation);
        var after = await rig.Server.StatsAsync(cancellation);
        await rig.CloseAsync(cancellation);
        return new Figure(
            report.Milliseconds,
            (after.CpuMicroseconds - before.CpuMicroseconds) / 1000,
            $"{report.Snapshots} snapshots, {report.Deltas} deltas",
            (double)report.AnswerBytes / report.Answers,
            after.Since(before, MetricReadings.SourceReads));
    }

    private static string[] Row(Case item, List<Figure> figures, List<Figure>? baseline) =>
    [
        item.Title,
        new Series(figures.Select(figure => figure.Milliseconds)).Format("F0"),
        baseline is null ? "–" : Series.Ratio(figures.Select(figure => figure.Milliseconds), baseline.Select(figure => figure.Milliseconds)).Format("F2"),
        new Series(figures.Select(figure => figure.CpuMilliseconds)).Format("F0"),
        item.Target == Target.Bare ? "–" : figures[^1].Answers,
        item.Target == Target.Bare ? "–" : new Series(figures.Select(figure => figure.AnswerBytes)).Format("F0"),
        new Series(figures.Select(figure => (double)figure.SourceReads)).Format("F0"),
    ];

    private sealed record Figure(double Milliseconds, double CpuMilliseconds, string Answers, double AnswerBytes, long SourceReads);

    private sealed record Case(string Title, Target Target, bool Resumes = false, bool MissesChange = false)
    {
        public static IReadOnlyList<Case> All { get; } =
        [
            new("bare SignalR, joins its group", Target.Bare),
            new("SyncHub, for the first time", Target.Sync),
            new("SyncHub, up to date", Target.Sync, Resumes: true),
            new("SyncHub, one change missed", Target.Sync, Resumes: true, MissesChange: true),
        ];
    }
}
