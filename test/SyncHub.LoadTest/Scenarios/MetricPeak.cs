using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Processes;

namespace SyncHub.LoadTest.Scenarios;

/// <summary>Watches one of the server's instruments for its highest value.</summary>
internal sealed class MetricPeak : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _ending = new();
    private readonly Task<long> _watching;

    public MetricPeak(ServerProcess server, string metric) => _watching = WatchAsync(server, metric, _ending.Token);

    /// <summary>Ends the watch and returns the peak.</summary>
    public async Task<long> EndAsync()
    {
        await _ending.CancelAsync();
        return await _watching;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await ((Task)_watching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private static async Task<long> WatchAsync(ServerProcess server, string metric, CancellationToken ending)
    {
        var peak = 0L;
        try
        {
            while (true)
            {
                peak = Math.Max(peak, (await server.StatsAsync(ending)).Metric(metric));
                await Task.Delay(Interval, TimeProvider.System, ending);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return peak;
        }
    }
}
