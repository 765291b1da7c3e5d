using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.LiveQueries;
using SyncHub.LoadTest.Reports;

namespace SyncHub.LoadTest.Scenarios.LiveQueries;

/// <summary>What distinct live queries take in memory beyond the rows, which all of them share.</summary>
internal static class SharedRowsMemory
{
    private static readonly string[] Headers = ["live queries", "rows shared", "heap B/query", "heap B/query that went with them"];

    public static async Task RunAsync(LoadRun run, CancellationToken cancellation)
    {
        var memories = new List<LiveMemory>();
        var plan = new LivePlan(LiveShape.Nested, run.Sizes.Live.Shared, RowsPerQuery: 1);
        for (var number = 0; number < Math.Min(run.Sizes.Runs, 3); number++)
        {
            run.Report.Progress($"memory over shared rows, run {number + 1}");
            await using var rig = await LiveRig.StartAsync(Target.Sync, plan, run.Sizes.Live.Connections, seedFirst: true, cancellation);
            memories.Add(await rig.EndAsync(cancellation));
        }

        run.Report.Paragraph(
            $"**Memory of distinct live queries of {LivePlan.Top} rows over the same rows: `likes $gte` another number each, `createdAt DESC`, top {LivePlan.Top}.** Nearly all rows match each query, and all queries show the same "
            + "rows, which were there before. The server's managed heap after forced collections, divided by the queries: what came with subscribing on open connections "
            + $"(the entities that queries look at are made before), and what went when the connections closed, without the connections' own. {memories.Count} runs.");
        run.Report.Table(Headers,
        [
            [
                LiveTable.Number(plan.Queries),
                LiveTable.Number(plan.Rows),
                new Series(memories.Select(memory => memory.PerQueryAtFirst(plan.Queries))).Format("N0"),
                new Series(memories.Select(memory => memory.PerQueryAfterWrites(plan.Queries))).Format("N0"),
            ],
        ]);
    }
}
