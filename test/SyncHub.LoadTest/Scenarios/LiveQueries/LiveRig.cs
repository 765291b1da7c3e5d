using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.LiveQueries;
using SyncHub.LoadTest.Processes;
using SyncHub.LoadTest.Server;

namespace SyncHub.LoadTest.Scenarios.LiveQueries;

/// <summary>A server with the rows of a plan, and a process whose connections follow its queries.</summary>
internal sealed class LiveRig : IAsyncDisposable
{
    private const int RowsPerCommit = 10_000;
    private const double Mebibyte = 1024 * 1024;
    private const int OpenedAtOnce = 32;
    private static readonly TimeSpan SeedTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ClosePoll = TimeSpan.FromMilliseconds(20);

    private readonly ServerProcess _server;
    private readonly bool _signIn;
    private readonly ClientsProcess _clients = new();
    private int _written;
    private ServerStats? _started, _connected, _followed;

    private LiveRig(Target target, LivePlan plan, ServerProcess server, bool signIn)
    {
        _signIn = signIn;
        Target = target;
        Plan = plan;
        _server = server;
    }

    public Target Target { get; }

    public LivePlan Plan { get; }

    /// <summary>From the first request until the last answer.</summary>
    public double FollowMilliseconds { get; private set; }

    /// <summary>Starts both processes, adds the rows and subscribes.</summary>
    /// <param name="target">The way the queries are kept.</param>
    /// <param name="plan">Rows and queries.</param>
    /// <param name="connections">How many connections share the queries out among them.</param>
    /// <param name="seedFirst">Whether the rows are there before the queries, each of which is then read from all of them.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="signIn">Whether each connection signs in as a user of its own.</param>
    public static async Task<LiveRig> StartAsync(
        Target target, LivePlan plan, int connections, bool seedFirst, CancellationToken cancellation, bool signIn = false)
    {
        var server = await ServerProcess.StartAsync(new ServerOptions(Boundless: false, target == Target.Secured), cancellation);
        var rig = new LiveRig(target, plan, server, signIn);
        try
        {
            if (seedFirst)
            {
                await rig.SeedAsync(isFollowed: false, cancellation);
            }

            await rig.FollowAsync(connections, cancellation);
            if (!seedFirst)
            {
                await rig.SeedAsync(isFollowed: true, cancellation);
            }

            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes and says what it took. Throws where a push was lost, wrong or too many, or where a live query read the source.</summary>
    public async Task<LiveFigures> MeasureAsync(int writes, int atOnce, TimeSpan idle, CancellationToken cancellation)
    {
        await _clients.ExpectWritesAsync(_written, 0, cancellation);
        var quiet = await _server.IdleAsync(idle, cancellation);
        Ensure(await _clients.ReportWritesAsync(cancellation));

        await _clients.ExpectWritesAsync(_written, writes, cancellation);
        var written = await _server.WriteAsync(new LiveWriteRequest(Target, Plan, _written, writes, atOnce), cancellation);
        _written += writes;
        var seen = await _clients.ReportWritesAsync(cancellation);
        Ensure(seen);

        var idleCpu = (quiet.After.CpuMicroseconds - quiet.Before.CpuMicroseconds) / quiet.Milliseconds;
        return EnsureNoReads(new LiveFigures(writes, written, seen, idleCpu));
    }

    /// <summary>Writes at a pace, or without one where that is 0. Throws as <see cref="MeasureAsync"/> does.</summary>
    public async Task<LiveFigures> PaceAsync(int writes, int perSecond, CancellationToken cancellation)
    {
        await _clients.ExpectWritesAsync(_written, writes, cancellation);
        var written = await _server.WriteAsync(new LivePaceRequest(Target, Plan, _written, writes, perSecond), cancellation);
        _written += writes;
        var seen = await _clients.ReportWritesAsync(cancellation);
        Ensure(seen);
        return EnsureNoReads(new LiveFigures(writes, written, seen, IdleCpuPerMillisecond: 0));
    }

    /// <summary>Waits until the queries hold all that they should.</summary>
    public async Task EnsureRowsAsync(CancellationToken cancellation) =>
        Ensure(await _clients.AwaitRowsAsync((long)Plan.Queries * Plan.RowsPerPage, SeedTimeout, cancellation));

    /// <summary>Ends the subscriptions and says what memory they took.</summary>
    public async Task<LiveMemory> EndAsync(CancellationToken cancellation)
    {
        var written = await _server.CollectAsync(cancellation);
        await _clients.CloseAsync(cancellation);
        while ((await _server.StatsAsync(cancellation)) is var stats
            && (stats.Metric(MetricReadings.Connections) > 0 || stats.Metric(MetricReadings.LiveQueries) > 0))
        {
            await Task.Delay(ClosePoll, TimeProvider.System, cancellation);
        }

        var left = await _server.CollectAsync(cancellation);
        return new LiveMemory(
            _started!.ManagedBytes, _connected!.ManagedBytes, _followed!.ManagedBytes, written.ManagedBytes, left.ManagedBytes, written.ResidentBytes / Mebibyte);
    }

    public async ValueTask DisposeAsync()
    {
        await _clients.DisposeAsync();
        await _server.DisposeAsync();
    }

    private async Task FollowAsync(int connections, CancellationToken cancellation)
    {
        _started = await _server.CollectAsync(cancellation);
        var open = new OpenConnections(new Uri(_server.Url, Target.Path()), Target, Math.Min(connections, Plan.Queries), OpenedAtOnce, SignIn: _signIn);
        await _clients.OpenAsync(open, cancellation);
        _connected = await _server.CollectAsync(cancellation);
        var port = (await _server.AcknowledgeAsync(cancellation)).Port;
        FollowMilliseconds = (await _clients.FollowAsync(new FollowQueries(Plan, port), cancellation)).Milliseconds;
        _followed = await _server.CollectAsync(cancellation);
    }

    /// <summary>Adds the rows, by whole groups; followers have those of one commit before the next is made, so that nothing overflows.</summary>
    private async Task SeedAsync(bool isFollowed, CancellationToken cancellation)
    {
        var step = Math.Max(1, RowsPerCommit / Plan.RowsPerQuery) * Plan.RowsPerQuery;
        for (var first = 0; first < Plan.Rows; first += step)
        {
            var count = Math.Min(step, Plan.Rows - first);
            var lookAtAll = !isFollowed && first + count == Plan.Rows;
            await _server.SeedAsync(new LiveSeedRequest(Target, Plan, first, count, lookAtAll), cancellation);
            if (isFollowed)
            {
                var held = (long)((first + count) / Plan.RowsPerQuery) * Plan.RowsPerPage;
                Ensure(await _clients.AwaitRowsAsync(held, SeedTimeout, cancellation));
            }
        }
    }

    private LiveFigures EnsureNoReads(LiveFigures figures) => figures.SourceReads == 0
        ? figures
        : throw new InvalidOperationException($"{figures.Writes} writes among {Plan.Queries} live queries took {figures.SourceReads} reads of the source; they take none.");

    private void Ensure(LiveReport seen)
    {
        if (seen.Problem is not null || seen.Missing > 0)
        {
            throw new InvalidOperationException(
                $"{Target.Title()}, {Plan.Queries} live queries ({Plan.Shape.Filter()}): {seen.Missing} pushes did not come. {seen.Problem}");
        }
    }
}
