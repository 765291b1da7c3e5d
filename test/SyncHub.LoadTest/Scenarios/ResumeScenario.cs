using System.Globalization;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Server;

namespace SyncHub.LoadTest.Scenarios;

/// <summary>What it costs to come back after missed changes.</summary>
internal sealed class ResumeScenario : IScenario
{
    private const int OtherEntities = 100;

    private static readonly string[] Headers = ["missed changes of the entity", "of other entities", "answer", "answer bytes", "source reads"];

    public string Name => "resume";

    public async Task RunAsync(LoadRun run, CancellationToken cancellation)
    {
        if (!run.Targets.Contains(Target.Sync))
        {
            return;
        }

        await using var rig = await Rig.StartAsync(Target.Sync, OtherEntities + 1, cancellation);
        var rows = new List<IReadOnlyList<string>> { await MeasureAsync(rig, own: null, others: 0, cancellation) };
        foreach (var missed in run.Sizes.Missed)
        {
            rows.Add(await MeasureAsync(rig, missed, others: 0, cancellation));
        }

        rows.Add(await MeasureAsync(rig, own: 0, run.Sizes.Missed.Max(), cancellation));

        run.Report.Heading("Resume after missed changes");
        run.Report.Paragraph(
            "One connection, one entity. It leaves, changes happen, and it comes back with `lastSeq` and `epoch`; the first row has neither. "
            + "Bytes are those of the whole `Subscribed` record.");
        run.Report.Table(Headers, rows);
    }

    private static async Task<string[]> MeasureAsync(Rig rig, int? own, int others, CancellationToken cancellation)
    {
        if (own is { } missed)
        {
            await rig.Clients.OpenAsync(rig.Connections(1, new SubscriptionPlan()), cancellation);
            await rig.Clients.CloseAsync(cancellation);
            await rig.Server.PublishAsync(new PublishRequest(Target.Sync, missed), cancellation);
            await rig.Server.PublishAsync(new PublishRequest(Target.Sync, others, FirstKey: 1, Keys: OtherEntities), cancellation);
        }

        var before = await rig.Server.StatsAsync(cancellation);
        var report = await rig.Clients.OpenAsync(rig.Connections(1, new SubscriptionPlan(Resume: own is not null)), cancellation);
        var after = await rig.Server.StatsAsync(cancellation);
        await rig.Clients.CloseAsync(cancellation);
        return
        [
            own?.ToString(CultureInfo.InvariantCulture) ?? "– (first time)",
            others.ToString(CultureInfo.InvariantCulture),
            report.Deltas > 0 ? "delta" : "snapshot",
            report.AnswerBytes.ToString(CultureInfo.InvariantCulture),
            after.Since(before, MetricReadings.SourceReads).ToString(CultureInfo.InvariantCulture),
        ];
    }
}
