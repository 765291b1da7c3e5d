using Microsoft.Extensions.Logging;

namespace SyncHub.Server.Cluster;

/// <summary>What the relay reports.</summary>
internal sealed partial class RelayLog(ILogger logger)
{
    [LoggerMessage(1, LogLevel.Warning, "The node bus does not take messages: what this node's hub sends does not reach clients of other nodes until it does. It is said once per outage and counted in synchub.bus.lost.")]
    public partial void Away(Exception? exception);

    [LoggerMessage(2, LogLevel.Information, "The node bus takes messages again.")]
    public partial void Back();

    [LoggerMessage(3, LogLevel.Warning, "A message of node {Node} cannot be read and is passed over: {Reason} It is said once per node and counted in synchub.bus.unreadable.")]
    public partial void Unreadable(string node, string reason);

    [LoggerMessage(4, LogLevel.Error, "A message of node {Node} could not be carried out; the next ones are.")]
    public partial void Failed(Exception exception, string node);

    [LoggerMessage(5, LogLevel.Warning, "No node has said within {Limit} that connection {ConnectionId} entered or left a group: it has ended, or its node or the bus is away.")]
    public partial void GroupChangeUnanswered(TimeSpan limit, string connectionId);
}
