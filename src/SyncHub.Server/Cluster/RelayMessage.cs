using Microsoft.AspNetCore.SignalR;
using SyncHub.Server.Fanout;

namespace SyncHub.Server.Cluster;

/// <summary>What the nodes that serve one hub tell each other.</summary>
internal abstract record RelayMessage
{
    /// <summary>A call for those of a target that other nodes serve, as each of the hub's protocols writes it.</summary>
    public sealed record Send(FanoutTarget Target, IReadOnlyList<SerializedMessage> Forms) : RelayMessage;

    /// <summary>The node that serves the connection is to have it enter a group, or leave it, and to say when that is done.</summary>
    public sealed record GroupChange(string Asker, long RequestId, string ConnectionId, string Group, bool IsJoin) : RelayMessage;

    /// <summary>What a node asked for is done.</summary>
    public sealed record Done(string Node, long RequestId) : RelayMessage;

    /// <summary>The node that serves the connection is to have its client called for a result.</summary>
    public sealed record Invoke(string Asker, string InvocationId, string ConnectionId, IReadOnlyList<SerializedMessage> Forms) : RelayMessage;

    /// <summary>Nobody waits for the invocation's result any more.</summary>
    public sealed record Withdraw(string InvocationId) : RelayMessage;

    /// <summary>The clients of these invocations have been called, and are still to answer.</summary>
    public sealed record Pending(string Asker, IReadOnlyList<string> InvocationIds) : RelayMessage;

    /// <summary>What a client has answered, as its protocol writes it.</summary>
    public sealed record Result(string Asker, string InvocationId, SerializedMessage Completion) : RelayMessage;

    /// <summary>The client's connection has ended without an answer.</summary>
    public sealed record Disconnected(string Asker, string InvocationId) : RelayMessage;
}
