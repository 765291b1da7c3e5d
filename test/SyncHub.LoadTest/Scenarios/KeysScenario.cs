using System.Globalization;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Processes;
using SyncHub.LoadTest.Reports;

namespace SyncHub.LoadTest.Scenarios;

/// <summary>Whether a write to one key costs more when other keys have subscribers.</summary>
internal sealed class KeysScenario : IScenario
{
    private const int MostPerConnection = 1000;

    private static readonly string[] Headers = ["other subscriptions", "CPU µs/write", "ratio to the first row", "writes/s", "p99 ms", "RSS MiB"];

    public string Name => "keys";

    public async Task RunAsync(LoadRun run, CancellationToken cancellation)
    {
        if (!run.Targets.Contains(Target.Sync))
        {
            return;
        }

        var crowds = new List<Crowd>();
        try
        {
            foreach (var others in run.Sizes.OtherKeys)
            {
                crowds.Add(await Crowd.StartAsync(others, cancellation));
            }

            for (var number = -run.Sizes.WarmUps; number < run.Sizes.Runs; number++)
            {
                foreach (var crowd in crowds)
                {
                    var measured = await crowd.MeasureAsync(run.Sizes.Writes, run.Sizes.WritesAtOnce, counts: number >= 0, cancellation);
                    run.Report.Progress($"run {number} among {crowd.Others}: {measured.CpuPerWrite:F1} µs/write");
                }
            }

            Print(run, crowds);
        }
        finally
        {
            foreach (var crowd in crowds)
            {
                await crowd.DisposeAsync();
            }
        }
    }

    private static void Print(LoadRun run, List<Crowd> crowds)
    {
        var baseline = crowds[0].Figures;
        run.Report.Heading("A write to one key among subscriptions to others");
        run.Report.Paragraph(
            $"{run.Sizes.Writes.ToString("N0", CultureInfo.InvariantCulture)} writes to one key with one subscriber; the other keys of the same model "
            + $"have one subscriber each, {MostPerConnection} on a connection. A server of its own for each row, measured in turns, {run.Sizes.Runs} runs.");
        run.Report.Table(Headers, crowds.Select(crowd => new[]
        {
            crowd.Others.ToString("N0", CultureInfo.InvariantCulture),
            new Series(crowd.Figures.Select(figure => figure.CpuPerWrite)).Format("F1"),
            Series.Ratio(crowd.Figures.Select(figure => figure.CpuPerWrite), baseline.Select(figure => figure.CpuPerWrite)).Format("F2"),
            new Series(crowd.Figures.Select(figure => figure.WritesPerSecond)).Format("N0"),
            new Series(crowd.Figures.Select(figure => figure.P99)).Format("F1"),
            new Series(crowd.Figures.Select(figure => figure.ResidentMebibytes)).Format("F0"),
        }));
    }

    private sealed record Figure(double CpuPerWrite, double WritesPerSecond, double P99, double ResidentMebibytes);

    /// <summary>A server with one watcher of key 0 and a crowd on the keys after it, whose connections get no push.</summary>
    private sealed class Crowd(int others, Rig rig, ClientsProcess crowd) : IAsyncDisposable
    {
        public int Others => others;

        public List<Figure> Figures { get; } = [];

        public static async Task<Crowd> StartAsync(int others, CancellationToken cancellation)
        {
            var rig = await Rig.StartAsync(Target.Sync, others + 1, cancellation);
            var crowd = new Crowd(others, rig, new ClientsProcess());
            try
            {
                await crowd.SubscribeAsync(cancellation);
                return crowd;
            }
            catch
            {
                await crowd.DisposeAsync();
                throw;
            }
        }

        public async Task<Figure> MeasureAsync(int writes, int atOnce, bool counts, CancellationToken cancellation)
        {
            var parts = new List<RunFigures>();
            for (var written = 0; written < writes; written += atOnce)
            {
                parts.Add(await rig.MeasureAsync(new PublishRequest(Target.Sync, atOnce), cancellation));
            }

            var figure = new Figure(
                parts.Sum(part => part.CpuMicroseconds) / writes,
                writes / parts.Sum(part => part.Milliseconds) * 1000,
                new Series(parts.Select(part => part.Delivery.P99)).Median,
                parts[^1].ResidentMebibytes);
            if (counts)
            {
                Figures.Add(figure);
            }

            return figure;
        }

        public async ValueTask DisposeAsync()
        {
            await crowd.DisposeAsync();
            await rig.DisposeAsync();
        }

        private async Task SubscribeAsync(CancellationToken cancellation)
        {
            var perConnection = Math.Min(others, MostPerConnection);
            var plan = new SubscriptionPlan(FirstKey: 1, perConnection, Distinct: true);
            await crowd.OpenAsync(rig.Connections(others / perConnection, plan), cancellation);
            await rig.Clients.OpenAsync(rig.Connections(1, new SubscriptionPlan()), cancellation);
        }
    }
}
