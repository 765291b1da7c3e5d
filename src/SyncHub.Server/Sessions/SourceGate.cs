using System.Threading.RateLimiting;
using SyncHub.Server.Errors;

namespace SyncHub.Server.Sessions;

/// <summary>
/// How many reads of data sources run at once on this node. The others wait, first come first served: a connection has one request served at
/// a time, so none stands in the queue more than once for entities.
/// </summary>
internal sealed class SourceGate(SyncHubLimits limits) : IAsyncDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = limits.SourceReads,
        QueueLimit = limits.QueuedSourceReads,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Waits for one's turn; disposing what is returned ends it.</summary>
    /// <exception cref="SyncException">Too many wait already: <see cref="SyncErrorCodes.LimitExceeded"/>, retryable.</exception>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        var lease = await _limiter.AcquireAsync(1, cancellationToken).ConfigureAwait(false);
        if (!lease.IsAcquired)
        {
            lease.Dispose();
            throw new SyncException(SyncErrors.TooManyReads());
        }

        return lease;
    }

    public ValueTask DisposeAsync() => _limiter.DisposeAsync();
}
