using SyncHub.Server.Feed;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Resolvers;

/// <summary>Has runs begin, one per group and so many at a time, in the order in which they became due. Owned by the feed's loop.</summary>
/// <param name="concurrency">How many may be under way.</param>
/// <param name="runner">What runs them, beside the loop.</param>
/// <param name="post">Takes what happens to them back to the loop.</param>
/// <param name="time">Fires retries.</param>
internal sealed class ResolverRuns(int concurrency, ResolverRunner runner, Action<ResolverCommand> post, TimeProvider time)
{
    private readonly Queue<ResolverGroup> _due = new();
    private int _running;

    /// <summary>A run of the group begins as soon as there is room, if it needs one.</summary>
    public void Request(ResolverGroup group)
    {
        if (group.NeedsRun && !group.IsQueued)
        {
            group.IsQueued = true;
            _due.Enqueue(group);
        }
    }

    /// <summary>Begins what is due. Later notifications than the position cause another run.</summary>
    public void Begin(FeedPosition position)
    {
        while (_running < concurrency && _due.TryDequeue(out var group))
        {
            group.IsQueued = false;
            if (group.NeedsRun)
            {
                _running++;
                var run = new ResolverRun(position, new CancellationTokenSource());
                group.Run = run;
                _ = RunAsync(group, run, group.Identity);
            }
        }
    }

    /// <summary>A run has ended, and its place is free.</summary>
    public void End() => _running--;

    /// <summary>Another run of the group begins after a while, for want of a better reason.</summary>
    public void RetryLater(ResolverGroup group, TimeSpan delay)
    {
        StopRetry(group);
        group.Retry = time.CreateTimer(_ => post(new ResolverCommand.Retry(group)), null, delay, Timeout.InfiniteTimeSpan);
    }

    public static void StopRetry(ResolverGroup group)
    {
        group.Retry?.Dispose();
        group.Retry = null;
    }

    /// <summary>Nobody wants the group any more.</summary>
    public static void Release(ResolverGroup group)
    {
        StopRetry(group);
        if (group.Run is { } run)
        {
            group.Run = null;
            _ = CancelAsync(run);
        }
    }

    // Not on the loop: who heeds the cancellation is code of the application's.
    private static async Task CancelAsync(ResolverRun run)
    {
        try
        {
            await run.Unwanted.CancelAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever its callbacks throw: the run is over.
        catch (Exception)
#pragma warning restore CA1031
        {
            // Nobody waits for it any more.
        }
    }

    private async Task RunAsync(ResolverGroup group, ResolverRun run, SessionIdentity identity) =>
        post(new ResolverCommand.Ran(group, run, await runner.RunAsync(group.Key, identity, run.Unwanted.Token).ConfigureAwait(false)));
}
