using SyncHub.LoadTest.Contracts;

namespace SyncHub.LoadTest.Scenarios.LiveQueries;

/// <summary>Rigs that are measured in turns: what disturbs the machine disturbs all of them.</summary>
internal sealed class LiveSeries(LoadRun run) : IAsyncDisposable
{
    private readonly List<LiveLine> _lines = [];

    public IReadOnlyList<LiveLine> Lines => _lines;

    public void Add(LiveRig rig)
    {
        var sizes = run.Sizes.Live;
        var isNaive = rig.Target == Target.Naive;
        var affordable = isNaive ? sizes.NaiveEvaluations / ((long)rig.Plan.Queries * rig.Plan.Rows) : sizes.Writes;
        var writes = (int)Math.Clamp(affordable / sizes.AtOnce * sizes.AtOnce, sizes.AtOnce, sizes.Writes);

        // A naive write is millions of calls: the first ones compile it for good.
        _lines.Add(new LiveLine(rig, writes, isNaive ? Math.Min(1, run.Sizes.WarmUps) : run.Sizes.WarmUps));
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        for (var number = -run.Sizes.WarmUps; number < run.Sizes.Runs; number++)
        {
            // Neither side always goes first.
            foreach (var line in number % 2 == 0 ? _lines : Enumerable.Reverse(_lines))
            {
                foreach (var atOnce in number < -line.WarmUps ? [] : new[] { 1, run.Sizes.Live.AtOnce })
                {
                    var measured = await line.Rig.MeasureAsync(line.Writes, atOnce, run.Sizes.Live.Idle, cancellation);
                    if (number >= 0)
                    {
                        line.Of(atOnce).Add(measured);
                    }

                    run.Report.Progress($"{(number < 0 ? "warm-up" : $"run {number + 1}")} {line.Rig.Target.Title()}, {line.Rig.Plan.Queries} queries, "
                        + $"{atOnce} at once: {measured.CpuPerWrite:F1} µs/write, p99 {measured.Seen.P99:F2} ms");
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var line in _lines)
        {
            await line.Rig.DisposeAsync();
        }
    }
}
