namespace SyncHub.Server.Cluster;

/// <summary>
/// Carries messages between the nodes of one cluster, for what is no change of data: the application's own sends through its hub. A message
/// reaches each node that follows the bus at most once, and those of one node in the order of its calls; one that cannot be delivered is lost
/// and never repeated. Without a bus in the services, nodes do not talk to each other but through the change log.
/// Implementations are safe for concurrent use.
/// </summary>
public interface INodeBus
{
    /// <summary>Names this node among all that ever use the bus; a node that starts again has another one.</summary>
    string NodeId { get; }

    /// <summary>
    /// Hands a message to the bus. Its place in the order is taken when the call is made, not when it completes. Completes without waiting for
    /// other nodes, and soon: a hub method waits for it. While the bus is away the answer is false at once; the message is then lost for the other
    /// nodes, which SyncHub counts and logs.
    /// </summary>
    /// <param name="message">What no one changes any more.</param>
    /// <param name="cancellationToken">Ends the wait; the message may have been taken nevertheless.</param>
    /// <returns>Whether the bus took it, as far as it can tell.</returns>
    ValueTask<bool> PublishAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default);

    /// <summary>
    /// Calls <paramref name="receive"/> for each message that any node publishes from about now on; whether this node's own are among them is up to
    /// the bus. Calls are made one at a time, in order. The next waits until the last has completed; what arrives meanwhile waits in a bounded queue of the
    /// bus, and what finds it full is lost. It throws nothing. A bus that is away follows on its own when it is back.
    /// </summary>
    /// <returns>Ends the calls when it is disposed; one under way may still finish.</returns>
    IDisposable Subscribe(Func<NodeMessage, ValueTask> receive);
}
