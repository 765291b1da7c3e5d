using Microsoft.AspNetCore.SignalR;

namespace SyncHub.Server.Fanout;

/// <summary>A connection as the fan-out sees it. What is not its outbox is owned by the pump.</summary>
internal sealed class FanoutMember(HubConnectionContext connection, Outbox outbox)
{
    public HubConnectionContext Connection => connection;

    public Outbox Outbox => outbox;

    /// <summary>Told, on the pump, that pushes of a group were dropped for this connection.</summary>
    public Action<string>? OnStale { get; set; }

    /// <summary>Told, on the pump, that the application's own messages exceeded the bound.</summary>
    public Action? OnApplicationOverflow { get; set; }

    /// <summary>The groups that this connection is in, to leave them when it ends.</summary>
    public List<FanoutGroup> Groups { get; } = [];

    /// <summary>Groups whose pushes are dropped until a refresh has been answered; null while there are none.</summary>
    public HashSet<FanoutGroup>? Stale { get; set; }

    /// <summary>The last pass that reached this connection: keeps a send to several groups from arriving twice.</summary>
    public long Pass { get; set; }

    public bool IsStale(FanoutGroup group) => Stale is { } stale && stale.Contains(group);

    public bool HasStale => Stale is { Count: > 0 };
}
