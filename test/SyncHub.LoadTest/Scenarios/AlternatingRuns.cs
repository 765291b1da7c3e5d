using SyncHub.LoadTest.Contracts;

namespace SyncHub.LoadTest.Scenarios;

/// <summary>One rig per target with the same connections, all on one entity, measured in turns: what disturbs the machine disturbs both.</summary>
internal sealed class AlternatingRuns : IAsyncDisposable
{
    // Subscription id and epoch; for runs without SyncHub beside, from whose records it could be measured.
    private const int UsualPaddingBytes = 41;
    private const int ProbeUpdates = 10;
    private const double LengthTolerance = 1;

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
        request = request with { PaddingBytes = await PaddingAsync(request, cancellation) };
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

    /// <summary>
    /// What the baseline's record lacks to be as long as SyncHub's. Both sides write equally often, so the digits of their seqs grow
    /// alike and the difference stays what it is.
    /// </summary>
    private async Task<int> PaddingAsync(PublishRequest request, CancellationToken cancellation)
    {
        if (_rigs.All(rig => rig.Target == Target.Bare) || _rigs.All(rig => rig.Target != Target.Bare))
        {
            return UsualPaddingBytes;
        }

        var lengths = new Dictionary<Target, double>();
        foreach (var rig in _rigs)
        {
            var probe = await rig.MeasureAsync(request with { Updates = ProbeUpdates, TickMilliseconds = 0 }, cancellation);
            lengths[rig.Target] = probe.RecordBytes;
        }

        return Math.Max(0, (int)Math.Round(lengths[Target.Sync] - lengths[Target.Bare]));
    }
}
