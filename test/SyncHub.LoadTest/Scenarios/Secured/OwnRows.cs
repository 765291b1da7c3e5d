using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.LiveQueries;
using SyncHub.LoadTest.Reports;
using SyncHub.LoadTest.Scenarios.LiveQueries;

namespace SyncHub.LoadTest.Scenarios.Secured;

/// <summary>Everybody follows what is theirs: by a rule of the server, and by a filter of the client's over a server without rules.</summary>
internal static class OwnRows
{
    // Each is tens of thousands of writes.
    private const int MostWarmUps = 2;

    private static readonly string[] Headers =
    [
        "pace", "who sees what", "changes/s", "CPU µs/write", "ratio", "p50 ms", "p95 ms", "p99 ms", "p95 ratio", "bytes/push", "allocated B/write", "wrong, lost or twice",
    ];

    public static async Task RunAsync(LoadRun run, CancellationToken cancellation)
    {
        var sizes = run.Sizes.Secured;
        await using var filtered = await StartAsync(run, Target.Sync, LiveShape.Equality, cancellation);
        await using var ruled = await StartAsync(run, Target.Secured, LiveShape.Ruled, cancellation);
        LiveRig[] rigs = [filtered, ruled];
        (int PerSecond, int Writes)[] paces = [(sizes.WritesPerSecond, sizes.PacedWrites), (0, sizes.FastWrites)];
        var figures = (from pace in paces from rig in rigs select (pace, rig)).ToDictionary(line => line, _ => new List<LiveFigures>());

        for (var number = -Math.Min(MostWarmUps, run.Sizes.WarmUps); number < run.Sizes.Runs; number++)
        {
            foreach (var pace in paces)
            {
                // Neither side always goes first.
                foreach (var rig in number % 2 == 0 ? rigs : rigs.Reverse())
                {
                    var measured = await rig.PaceAsync(pace.Writes, pace.PerSecond, cancellation);
                    if (number >= 0)
                    {
                        figures[(pace, rig)].Add(measured);
                    }

                    run.Report.Progress($"{(number < 0 ? "warm-up" : $"run {number + 1}")} {Sight(rig)}, {Pace(pace.PerSecond)}: {measured.WritesPerSecond:F0} changes/s, "
                        + $"{measured.CpuPerWrite:F1} µs/write, p95 {measured.Seen.P95:F2} ms");
                }
            }
        }

        await filtered.EnsureRowsAsync(cancellation);
        await ruled.EnsureRowsAsync(cancellation);
        Print(run, paces, rigs, figures);
    }

    private static async Task<LiveRig> StartAsync(LoadRun run, Target target, LiveShape shape, CancellationToken cancellation)
    {
        var sizes = run.Sizes.Secured;
        var plan = new LivePlan(shape, sizes.Users, sizes.RowsPerUser);
        var rig = await LiveRig.StartAsync(target, plan, sizes.Users, seedFirst: true, cancellation, signIn: true);
        await rig.EnsureRowsAsync(cancellation);
        run.Report.Progress($"{Sight(rig)}: {plan.Queries} followed after {rig.FollowMilliseconds:F0} ms");
        return rig;
    }

    private static void Print(
        LoadRun run,
        IEnumerable<(int PerSecond, int Writes)> paces,
        LiveRig[] rigs,
        Dictionary<((int PerSecond, int Writes) Pace, LiveRig Rig), List<LiveFigures>> figures)
    {
        var sizes = run.Sizes.Secured;
        run.Report.Paragraph(
            $"**{LiveTable.Number(sizes.Users)} users, each with a connection, signed in by `Authenticate`, and a live query of their own** over {LiveTable.Number(sizes.Users * sizes.RowsPerUser)} rows, "
            + $"{sizes.RowsPerUser} of each user's, `createdAt DESC`, top {LivePlan.Top}. With rules: `Rows(user => message => message.RoomId == user.UserId())` and no filter; without: the client's filter "
            + "`roomId $eq`. A write changes text, time and likes of one user's oldest row and takes it to the top. Followers apply each push and check that the row is theirs, that the write is, that it comes once, and what it "
            + "leaves in which order; a run ends when all pushes of its writes have arrived. Latency is from when the write was due (without a pace: began) to the follower's read. CPU is the server process's, "
            + $"keep-alives of all connections included. Subscribing all, 200 at once and each a read of all rows, took {rigs[0].FollowMilliseconds:F0} ms without rules and {rigs[1].FollowMilliseconds:F0} ms with. {run.Sizes.Runs} runs of each, in turns.");
        run.Report.Table(Headers, from pace in paces from rig in rigs select Row(pace.PerSecond, rig, figures[(pace, rig)], figures[(pace, rigs[0])]));
    }

    private static string[] Row(int perSecond, LiveRig rig, List<LiveFigures> figures, List<LiveFigures> baseline)
    {
        string Format(Func<LiveFigures, double> figure, string format) => new Series(figures.Select(figure)).Format(format);
        string Ratio(Func<LiveFigures, double> figure) =>
            figures == baseline ? "1" : Series.Ratio(figures.Select(figure), baseline.Select(figure)).Format("F2");
        return
        [
            Pace(perSecond),
            Sight(rig),
            Format(figure => figure.WritesPerSecond, "N0"),
            Format(figure => figure.CpuPerWrite, "F1"),
            Ratio(figure => figure.CpuPerWrite),
            Format(figure => figure.Seen.P50, "F2"),
            Format(figure => figure.Seen.P95, "F2"),
            Format(figure => figure.Seen.P99, "F2"),
            Ratio(figure => figure.Seen.P95),
            Format(figure => figure.BytesPerPush, "F0"),
            Format(figure => figure.AllocatedPerWrite, "N0"),

            // Any more ends the program.
            "0",
        ];
    }

    private static string Pace(int perSecond) => perSecond == 0 ? "as fast as it goes" : $"{LiveTable.Number(perSecond)} writes/s";

    private static string Sight(LiveRig rig) => rig.Target == Target.Secured ? "by the rule" : "by the client's filter";
}
