using System.Diagnostics;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.Cluster;
using SyncHub.LoadTest.Reports;

namespace SyncHub.LoadTest.Clients.Cluster;

/// <summary>The clients of a node that may be killed. Commands come one at a time.</summary>
internal sealed class ReturningFleet(TimeProvider time) : IAsyncDisposable
{
    private const int OpenedAtOnce = 32;
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromMinutes(4);
    private static readonly double TicksPerMillisecond = Stopwatch.Frequency / 1000.0;

    private volatile IReadOnlyList<ReturningClient> _clients = [];
    private TimeSpan _cpuBefore;

    /// <summary>The connections as they are, for the keep-alive.</summary>
    public IReadOnlyList<RawConnection> Snapshot() => [.. _clients.Select(client => client.Connection).OfType<RawConnection>()];

    public async Task<SubscribeReport> HoldAsync(HoldSubscriptions command)
    {
        await ReleaseAsync();
        var random = new Random(command.Seed);
        _clients = [.. Enumerable.Range(0, command.Count).Select(index => new ReturningClient(
            new HeldSubscriptions(command.Plan, index, command.Target),
            command.Elsewhere,
            TimeSpan.FromMilliseconds(command.BaseDelayMilliseconds * (1 + random.NextDouble())),
            time))];
        using var limit = new CancellationTokenSource(AnswerTimeout, time);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = OpenedAtOnce, CancellationToken = limit.Token };
        var started = time.GetTimestamp();
        await Parallel.ForEachAsync(_clients, parallel, async (client, cancellation) => await client.OpenAsync(command.Url, cancellation));
        _cpuBefore = Environment.CpuUsage.TotalTime;
        return Fleet.Summarise(Snapshot(), time.GetElapsedTime(started));
    }

    public async Task<ReturnReport> AwaitAsync(TimeSpan timeout)
    {
        string? problem = null;
        try
        {
            await Task.WhenAll(_clients.Select(client => client.Returning)).WaitAsync(timeout, time);
        }
        catch (Exception exception)
        {
            problem = exception.Message;
        }

        var cpu = Environment.CpuUsage.TotalTime - _cpuBefore;
        var back = _clients.Where(client => client.Returning.IsCompletedSuccessfully).ToList();
        var times = back.Select(client => (client.Synced - client.Due) / TicksPerMillisecond).Order().ToArray();
        return new ReturnReport(
            back.Count,
            back.Aggregate(new AnswerModes(0, 0), (sum, client) => sum + client.Held.Entities),
            back.Aggregate(new AnswerModes(0, 0), (sum, client) => sum + client.Held.Collections),
            Percentiles.Of(times, 0.50),
            Percentiles.Of(times, 0.99),
            Percentiles.Of(times, 1),
            back.Count == 0 ? 0 : (back.Max(client => client.Synced) - back.Min(client => client.Lost)) / TicksPerMillisecond,
            cpu.TotalMicroseconds,
            problem);
    }

    public async Task ReleaseAsync()
    {
        var released = _clients;
        _clients = [];
        await Task.WhenAll(released.Select(client => client.DisposeAsync().AsTask()));
    }

    public async ValueTask DisposeAsync() => await ReleaseAsync();
}
