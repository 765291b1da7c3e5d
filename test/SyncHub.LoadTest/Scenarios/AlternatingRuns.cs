using SyncHub.LoadTest.Contracts;

namespace SyncHub.LoadTest.Scenarios;

/// <summary>One rig per target with the same connections, all on one entity, measured in turns: what disturbs the machine disturbs both.</summary>
internal sealed class AlternatingRuns : IAsyncDisposable
{
    // Where SyncHub does not run beside, the bare record has about the length that SyncHub's would have.
    private const int UsualRecordBytes = 240;
    private const double LengthTolerance = 4;

    private readonly List<Rig> _rigs = [];
    private readonly LoadRun _run;

    private AlternatingRuns(LoadRun run) => _run = run;

    public static async Task<AlternatingRuns> StartAsync(LoadRun run, int connections, CancellationToken cancellation)
    {
        var runs = new AlternatingRuns(run);
        try
        {
            foreach (var target in run.Targets)
            {
                var rig = await Rig.StartAsync(target, entities: 1, cancellation);
                runs._rigs.Add(rig);
                await rig.Clients.OpenAsync(rig.Connections(connections, new SubscriptionPlan()), cancellation);
            }

            return runs;
        }
        catch
        {
            await runs.DisposeAsync();
            throw;
        }
    }

    public async Task<Comparison> RunAsync(PublishRequest request, CancellationToken cancellation)
    {
        request = request with { RecordBytes = await RecordBytesAsync(request, cancellation) };
        var figures = _run.Targets.ToDictionary(target => target, _ => new List<RunFigures>());
        for (var number = -_run.Sizes.WarmUps; number < _run.Sizes.Runs; number++)
        {
            // Neither side always goes first.
            foreach (var rig in number % 2 == 0 ? _rigs : Enumerable.Reverse(_rigs))
            {
                var measured = await rig.MeasureAsync(request, cancellation);
                if (number >= 0)
                {
                    figures[rig.Target].Add(measured);
                }

                _run.Report.Progress($"{(number < 0 ? "warm-up" : $"run {number + 1}")} {rig.Target.Title()}: "
                    + $"{measured.Milliseconds:F0} ms, {measured.CpuPerMessage:F2} µs/message, p99 {measured.Delivery.P99:F1} ms");
            }
        }

        var comparison = new Comparison(figures);
        comparison.EnsureSameLength(LengthTolerance);
        return comparison;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var rig in _rigs)
        {
            await rig.DisposeAsync();
        }
    }

    private async Task<int> RecordBytesAsync(PublishRequest request, CancellationToken cancellation)
    {
        var sync = _rigs.Find(rig => rig.Target == Target.Sync);
        if (sync is null)
        {
            return UsualRecordBytes;
        }

        var probe = await sync.MeasureAsync(request with { Updates = 10, TickMilliseconds = 0 }, cancellation);
        return (int)Math.Round(probe.RecordBytes);
    }
}
