using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.LiveQueries;

namespace SyncHub.LoadTest.Server.LiveQueries;

/// <summary>Makes the writes of a plan; the next ones begin when the clients have the pushes of those before.</summary>
internal sealed class LiveWriter(IEnumerable<ILiveTarget> targets, Acknowledgements acknowledgements, ServerFigures figures, TimeProvider time)
{
    private static readonly TimeSpan PatienceForAll = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(1);

    public async Task SeedAsync(LiveSeedRequest request)
    {
        var target = Find(request.Target);
        await target.SeedAsync(request.Plan, request.FirstRow, request.Count);
        if (request.LookAtAll)
        {
            target.LookAtAll();
        }
    }

    public async Task<LiveWritten> WriteAsync(LiveWriteRequest request, CancellationToken cancellation)
    {
        var target = Find(request.Target);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(PatienceForAll);
        var before = figures.Read();
        var started = time.GetTimestamp();
        var round = new Task[request.AtOnce];
        for (var first = request.First; first < request.First + request.Count; first += request.AtOnce)
        {
            // One stamp for all: those that wait for their turn have been late since now.
            var stamp = time.GetTimestamp();
            for (var index = 0; index < round.Length; index++)
            {
                round[index] = target.WriteAsync(request.Plan, request.Plan.WriteAt(first + index), stamp);
            }

            await Task.WhenAll(round);
            await AwaitAsync(first, request.AtOnce, limit.Token, cancellation);
        }

        return new LiveWritten(before, figures.Read(), time.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>Writes at a steady pace. A row's stamp is when its write was due, so that a writer that is held up counts as late.</summary>
    public async Task<LiveWritten> WriteAsync(LivePaceRequest request, CancellationToken cancellation)
    {
        var target = Find(request.Target);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(PatienceForAll);
        var before = figures.Read();
        var started = time.GetTimestamp();
        var arriving = AwaitAsync(request.First, request.Count, limit.Token, cancellation).AsTask();
        try
        {
            for (var number = 0; number < request.Count; number++)
            {
                var stamp = request.PerSecond == 0
                    ? time.GetTimestamp()
                    : await WaitUntilDueAsync(started + (number * time.TimestampFrequency / request.PerSecond), limit.Token);
                await target.WriteAsync(request.Plan, request.Plan.WriteAt(request.First + number), stamp);
            }
        }
        catch
        {
            await limit.CancelAsync();
            throw;
        }
        finally
        {
            await arriving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await arriving;
        return new LiveWritten(before, figures.Read(), time.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>Writes nothing for a while.</summary>
    public async Task<LiveWritten> IdleAsync(TimeSpan duration, CancellationToken cancellation)
    {
        var before = figures.Read();
        var started = time.GetTimestamp();
        await Task.Delay(duration, time, cancellation);
        return new LiveWritten(before, figures.Read(), time.GetElapsedTime(started).TotalMilliseconds);
    }

    private async ValueTask<long> WaitUntilDueAsync(long due, CancellationToken cancellation)
    {
        var early = time.GetElapsedTime(time.GetTimestamp(), due);
        if (early > TimeSpan.Zero)
        {
            // A timer takes whole milliseconds; what is overdue then is written at once.
            await Task.Delay(early > ShortestDelay ? early : ShortestDelay, time, cancellation);
        }

        return due;
    }

    private async ValueTask AwaitAsync(int first, int count, CancellationToken limit, CancellationToken cancellation)
    {
        try
        {
            await acknowledgements.WaitAsync(count, limit);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"Not all pushes of the writes {first} to {first + count - 1} arrived; waited {PatienceForAll.TotalSeconds:F0} s at most.");
        }
    }

    private ILiveTarget Find(Target target) => targets.First(candidate => candidate.Target == target.Writer());
}
