using SyncHub.Server.Diagnostics;

namespace SyncHub.Server.Cluster;

/// <summary>Publishes what the nodes that serve a hub tell each other. That the bus is away is counted and logged here, and nobody else's trouble.</summary>
internal sealed class RelayPublisher(INodeBus bus, string hub, ServerMetrics metrics, RelayLog log)
{
    private long _number;
    private int _isAway;

    public string NodeId => bus.NodeId;

    /// <summary>Tells the other nodes; false where the bus did not take it. Its place in the order is taken when the call is made.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async ValueTask<bool> PublishAsync(RelayMessage message, CancellationToken cancellationToken)
    {
        try
        {
            var written = RelayWriter.Write(hub, Interlocked.Increment(ref _number), message);
            if (await bus.PublishAsync(written, cancellationToken).ConfigureAwait(false))
            {
                if (Interlocked.Exchange(ref _isAway, 0) == 1)
                {
                    log.Back();
                }

                return true;
            }

            Lost(exception: null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            Lost(exception);
        }

        return false;
    }

    private void Lost(Exception? exception)
    {
        metrics.BusLost();
        if (Interlocked.Exchange(ref _isAway, 1) == 0)
        {
            log.Away(exception);
        }
    }
}
