using System.Globalization;
using SyncHub.LoadTest.CommandLine;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Reports;
using SyncHub.Redis;
using SyncHub.Testing.Redis;

namespace SyncHub.LoadTest.Scenarios.RedisAppend;

/// <summary>How many commits one Redis takes through the log, and how many of the same script without it.</summary>
internal sealed class RedisAppendScenario : IScenario
{
    // A run of one side is not one stretch of time: a machine that others use, too, would give it to one side and not to the other.
    private const int Slices = 40;

    private static readonly string[] Headers =
        ["through", "commits/s", "ratio", "CPU µs/commit: this process", "Redis", "one at a time, p50 µs", "ratio", "p99 µs"];

    public string Name => "redis-append";

    public async Task RunAsync(LoadRun run, CancellationToken cancellation)
    {
        var sizes = run.Sizes.Cluster;
        await using var redis = await RedisServer.StartAsync();
        var figures = new Dictionary<Target, List<AppendFigures>>();
        var sides = new Dictionary<Target, IAppendTarget>();
        try
        {
            foreach (var target in run.Targets)
            {
                figures[target] = [];
                sides[target] = await OpenAsync(target, redis, cancellation);
            }

            for (var number = -run.Sizes.WarmUps; number < run.Sizes.Runs; number++)
            {
                var sums = sides.Keys.ToDictionary(target => target, _ => new AppendSums());
                for (var slice = 0; slice < Slices; slice++)
                {
                    // Neither side always goes first.
                    foreach (var (target, side) in slice % 2 == 0 ? sides : sides.Reverse())
                    {
                        await MeasureAsync(side, redis, sizes, sums[target], cancellation);
                    }
                }

                foreach (var (target, sum) in sums)
                {
                    var measured = sum.ToFigures();
                    run.Report.Progress($"{(number < 0 ? "warm-up" : $"run {number + 1}")} {Title(target)}: {measured.PerSecond:F0} commits/s, {measured.P50:F0} µs");
                    if (number >= 0)
                    {
                        figures[target].Add(measured);
                    }
                }
            }
        }
        finally
        {
            foreach (var side in sides.Values)
            {
                await side.DisposeAsync();
            }
        }

        run.Report.Heading("Appending to the log in Redis");
        run.Report.Paragraph(string.Create(
            CultureInfo.InvariantCulture,
            $"Some {sizes.Appends:N0} commits of one change with two bodies of about 215 bytes, by {sizes.Writers} writers, {new RedisLogOptions().CommitsInFlight} on their way to Redis at a time; "
            + $"then {sizes.SingleAppends:N0} by one writer. Through the log an append ends when this node's observers were told, bare when Redis has answered (nobody listens to what it publishes). "
            + $"One process and one Redis; {run.Sizes.Runs} runs of each side, in {Slices} slices each, in turns."));
        run.Report.Table(Headers, figures.Select(pair => Row(pair.Key, pair.Value, figures.GetValueOrDefault(Target.Bare))));
    }

    private static async Task<IAppendTarget> OpenAsync(Target target, RedisServer redis, CancellationToken cancellation) => target == Target.Bare
        ? await ScriptTarget.OpenAsync(redis.Endpoint, new RedisLogOptions { Prefix = "bare" }, cancellation)
        : await LogTarget.OpenAsync(redis.Endpoint, new RedisLogOptions { Prefix = "log" }, cancellation);

    private static async Task MeasureAsync(IAppendTarget side, RedisServer redis, ClusterSizes sizes, AppendSums sums, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        var perWriter = Math.Max(1, sizes.Appends / Slices / sizes.Writers);
        var (cpu, redisCpu) = (Environment.CpuUsage.TotalTime, redis.CpuTime);
        var started = time.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, sizes.Writers).Select(_ => Task.Run(
            async () =>
            {
                for (var append = 0; append < perWriter; append++)
                {
                    await side.AppendAsync(cancellation);
                }
            },
            cancellation)));
        sums.Add(perWriter * sizes.Writers, time.GetElapsedTime(started), Environment.CpuUsage.TotalTime - cpu, redis.CpuTime - redisCpu);

        for (var append = 0; append < sizes.SingleAppends / Slices; append++)
        {
            var began = time.GetTimestamp();
            await side.AppendAsync(cancellation);
            sums.AddSingle(time.GetElapsedTime(began));
        }
    }

    private static string[] Row(Target target, List<AppendFigures> figures, List<AppendFigures>? baseline) =>
    [
        Title(target),
        new Series(figures.Select(figure => figure.PerSecond)).Format("N0"),
        Ratio(target, figures, baseline, figure => figure.PerSecond),
        new Series(figures.Select(figure => figure.CpuMicroseconds)).Format("F1"),
        new Series(figures.Select(figure => figure.RedisMicroseconds)).Format("F1"),
        new Series(figures.Select(figure => figure.P50)).Format("F0"),
        Ratio(target, figures, baseline, figure => figure.P50),
        new Series(figures.Select(figure => figure.P99)).Format("F0"),
    ];

    private static string Ratio(Target target, List<AppendFigures> figures, List<AppendFigures>? baseline, Func<AppendFigures, double> figure) =>
        target == Target.Bare ? "1" : baseline is null ? "–" : Series.Ratio(figures.Select(figure), baseline.Select(figure)).Format("F2");

    private static string Title(Target target) => target == Target.Bare ? "the bare script" : "the log";
}
