using Microsoft.AspNetCore.SignalR;

namespace SyncHub.Server.Fanout;

/// <summary>One step of the fan-out. Steps are taken one by one, in the order in which they were queued.</summary>
internal abstract record FanoutItem
{
    /// <summary>A connection begins.</summary>
    public sealed record Connect(FanoutMember Member) : FanoutItem;

    /// <summary>A connection has ended: it leaves all groups.</summary>
    public sealed record Disconnect(FanoutMember Member) : FanoutItem;

    /// <summary>A connection enters a group.</summary>
    public sealed record Join(string ConnectionId, string Group, bool IsSync) : FanoutItem;

    /// <summary>A connection leaves a group; what is queued of its pushes is removed. Then the task completes.</summary>
    public sealed record Leave(string ConnectionId, string Group, TaskCompletionSource? Done) : FanoutItem;

    /// <summary>A message goes to a target.</summary>
    public sealed record Send(FanoutTarget Target, SerializedHubMessage Message) : FanoutItem;

    /// <summary>An answer goes to one connection, which is in the group (if one is named) from here on and up to date with it.</summary>
    public sealed record Answer(string ConnectionId, SerializedHubMessage Message, string? Group) : FanoutItem;

    /// <summary>A position goes to each connection of the groups once, unless pushes of its are missing.</summary>
    public sealed record Position(IReadOnlyList<string> Groups, SerializedHubMessage Message) : FanoutItem;

    /// <summary>All connections of a group have missed something: each is to be refreshed.</summary>
    public sealed record MarkStale(string Group) : FanoutItem;

    /// <summary>Completes a task when everything queued before has been handed to the connection.</summary>
    public sealed record HandOff(string ConnectionId, TaskCompletionSource Done) : FanoutItem;

    /// <summary>Completes a task when everything queued before is in the outboxes.</summary>
    public sealed record Barrier(TaskCompletionSource Done) : FanoutItem;
}
