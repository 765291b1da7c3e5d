namespace SyncHub.Server.Cluster;

/// <summary>A message that a node of the cluster published.</summary>
/// <param name="Publisher">The <see cref="INodeBus.NodeId"/> of the node that published it.</param>
/// <param name="Payload">What it published. Never changed afterwards: whoever receives it may keep it.</param>
public readonly record struct NodeMessage(string Publisher, ReadOnlyMemory<byte> Payload);
