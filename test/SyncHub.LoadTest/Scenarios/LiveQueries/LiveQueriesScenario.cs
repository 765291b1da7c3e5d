using System.Globalization;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.LiveQueries;

namespace SyncHub.LoadTest.Scenarios.LiveQueries;

/// <summary>What a write costs that one of many distinct live queries shows, and what such a query costs in memory.</summary>
internal sealed class LiveQueriesScenario : IScenario
{
    private static readonly string[] MemoryHeaders =
        ["live queries", "rows of each", "heap B/query, no rows yet", "heap B/query, after the writes", "server RSS MiB"];

    public string Name => "livequeries";

    public async Task RunAsync(LoadRun run, CancellationToken cancellation)
    {
        run.Report.Heading("Live queries: a write that one of them shows");
        run.Report.Paragraph(
            $"Rows `{{id, roomId, author, text, createdAt, likes}}`, the text of 112 characters, and distinct live collections `createdAt DESC`, top {LivePlan.Top}, each over "
            + $"rows of its own, shared out among {run.Sizes.Live.Connections} connections. A write changes text, time and likes of its collection's oldest row and so takes it to the top. "
            + $"The next write begins when the push of the one before has arrived, or the next {run.Sizes.Live.AtOnce}, to as many collections, when all their pushes have. "
            + "Followers apply each push and check whose it is and what it leaves. CPU is the server process's, less what it takes idle; it includes the data set and reading the followers' acknowledgements. "
            + "Latency is from the beginning of the write, or of the burst, to the followers' read. A server of its own for each row, measured in turns.");

        await GivenRowsAsync(run, cancellation);
        if (run.Targets.Contains(Target.Sync))
        {
            foreach (var shape in run.Sizes.Live.Shapes)
            {
                await SameRowsAsync(run, shape, cancellation);
            }

            await SharedRowsMemory.RunAsync(run, cancellation);
        }
    }

    private static async Task SameRowsAsync(LoadRun run, LiveShape shape, CancellationToken cancellation)
    {
        var sizes = run.Sizes.Live;
        await using var series = new LiveSeries(run);
        foreach (var queries in sizes.Queries)
        {
            run.Report.Progress($"{shape.Filter()}: {queries} queries");
            var plan = new LivePlan(shape, queries, sizes.RowsPerQuery);
            series.Add(await LiveRig.StartAsync(Target.Sync, plan, sizes.Connections, seedFirst: false, cancellation));
        }

        await series.RunAsync(cancellation);
        run.Report.Paragraph(
            $"**{sizes.RowsPerQuery} rows for each query, {shape.Filter()}.** The queries are there before the rows, which come in commits of 10,000: "
            + $"so the source is not scanned for each query. {run.Sizes.Runs} runs.");
        LiveTable.Print(run, series.Lines);

        var memory = new List<string[]>();
        foreach (var line in series.Lines)
        {
            memory.Add(MemoryRow(line.Rig.Plan, await line.Rig.EndAsync(cancellation)));
        }

        run.Report.Paragraph(
            "Memory is the server's managed heap after forced collections: what came with subscribing, while there were no rows, and what went with the queries after all writes "
            + "(the connections' own left out): that includes the queries' copies of the rows as their latest changes left them, beside those of the data set.");
        run.Report.Table(MemoryHeaders, memory);
    }

    private static string[] MemoryRow(LivePlan plan, LiveMemory memory) =>
    [
        LiveTable.Number(plan.Queries),
        LiveTable.Number(plan.RowsPerQuery),
        LiveTable.Number(memory.PerQueryAtFirst(plan.Queries)),
        LiveTable.Number(memory.PerQueryAfterWrites(plan.Queries)),
        LiveTable.Number(memory.ResidentMebibytes),
    ];

    private static async Task GivenRowsAsync(LoadRun run, CancellationToken cancellation)
    {
        var sizes = run.Sizes.Live;
        await using var series = new LiveSeries(run);
        foreach (var queries in sizes.GivenQueries)
        {
            var plan = new LivePlan(LiveShape.Equality, queries, sizes.GivenRows / queries);
            foreach (var target in run.Targets.Select(target => target == Target.Bare ? Target.Naive : target))
            {
                run.Report.Progress($"the workload as given: {queries} queries, {target.Title()}");
                series.Add(await LiveRig.StartAsync(target, plan, sizes.Connections, seedFirst: true, cancellation));
            }
        }

        await series.RunAsync(cancellation);
        run.Report.Paragraph(
            $"**{sizes.GivenRows.ToString("N0", CultureInfo.InvariantCulture)} rows in all, `roomId $eq`, SyncHub and the naive way.** The naive server runs every query again on each write (filter, order and top over "
            + $"all rows in memory, with the predicates that SyncHub compiles), compares by key and pushes what changed over plain SignalR; it makes fewer writes. {run.Sizes.Runs} runs, in turns.");
        LiveTable.Print(run, series.Lines);
    }
}
