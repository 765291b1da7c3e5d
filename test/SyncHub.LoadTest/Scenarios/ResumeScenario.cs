using System.Globalization;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Server;

namespace SyncHub.LoadTest.Scenarios;

/// <summary>What it costs to come back after missed changes.</summary>
internal sealed class ResumeScenario : IScenario
{
    private const int OtherEntities = 100;
    private const int MostBytesUpToDate = 300;

    private static readonly string[] Headers = ["missed changes of the entity", "of other entities", "answer", "answer bytes", "source reads"];

    public string Name => "resume";

    public async Task RunAsync(LoadRun run, CancellationToken cancellation)
    {
        if (!run.Targets.Contains(Target.Sync))
        {
            return;
        }

        await using var rig = await Rig.StartAsync(Target.Sync, OtherEntities + 1, cancellation);
        var figures = new List<Figure> { await MeasureAsync(rig, own: null, others: 0, cancellation) };
        foreach (var missed in run.Sizes.Missed)
        {
            figures.Add(await MeasureAsync(rig, missed, others: 0, cancellation));
        }

        foreach (var missed in run.Sizes.Missed.Where(missed => missed > 0))
        {
            figures.Add(await MeasureAsync(rig, own: 0, missed, cancellation));
        }

        run.Report.Heading("Resume after missed changes");
        run.Report.Paragraph(
            $"One connection, one entity. It leaves, changes of it or of {OtherEntities} others happen, and it comes back with `lastSeq` and `epoch`; "
            + "the first row has neither. Bytes are those of the whole `Subscribed` record, its separator included.");
        run.Report.Table(Headers, figures.Select(Row));
        figures.ForEach(Check);
    }

    private static async Task<Figure> MeasureAsync(Rig rig, int? own, int others, CancellationToken cancellation)
    {
        if (own is { } missed)
        {
            await rig.Clients.OpenAsync(rig.Connections(1, new SubscriptionPlan()), cancellation);
            await rig.CloseAsync(cancellation);
            await rig.Server.PublishAsync(new PublishRequest(Target.Sync, missed), cancellation);
            await rig.Server.PublishAsync(new PublishRequest(Target.Sync, others, FirstKey: 1, Keys: OtherEntities), cancellation);
        }

        var before = await rig.Server.StatsAsync(cancellation);
        var report = await rig.Clients.OpenAsync(rig.Connections(1, new SubscriptionPlan(Resume: own is not null)), cancellation);
        var after = await rig.Server.StatsAsync(cancellation);
        await rig.CloseAsync(cancellation);
        return new Figure(own, others, report, after.Since(before, MetricReadings.SourceReads));
    }

    /// <summary>None of these figures depends on the machine, so a wrong one fails the run.</summary>
    private static void Check(Figure figure)
    {
        var (reads, bytes) = (figure.SourceReads, figure.Report.AnswerBytes);
        if (figure.Own is null && reads != 1)
        {
            throw new InvalidOperationException($"The first subscription took {reads} reads of the source; it takes one.");
        }

        if (figure.Own is not null && (reads != 0 || figure.Report.Deltas != 1))
        {
            throw new InvalidOperationException(
                $"A resume after {figure.Own} own changes and {figure.Others} others took {reads} reads of the source and {figure.Report.Deltas} deltas; it takes no read and one delta.");
        }

        if (figure.Own == 0 && bytes >= MostBytesUpToDate)
        {
            throw new InvalidOperationException($"An up-to-date client's resume took {bytes} bytes; it takes less than {MostBytesUpToDate}.");
        }
    }

    private static string[] Row(Figure figure) =>
    [
        figure.Own?.ToString(CultureInfo.InvariantCulture) ?? "– (first time)",
        figure.Others.ToString(CultureInfo.InvariantCulture),
        figure.Report.Deltas > 0 ? "delta" : "snapshot",
        figure.Report.AnswerBytes.ToString(CultureInfo.InvariantCulture),
        figure.SourceReads.ToString(CultureInfo.InvariantCulture),
    ];

    private sealed record Figure(int? Own, int Others, SubscribeReport Report, long SourceReads);
}
