using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SyncHub.Protocol;
using SyncHub.Server.Hubs;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Fanout;

/// <summary>
/// SignalR's sends for this hub, routed through the fan-out: every send of the hub and of the application takes its place in one queue,
/// so their order per connection is as in plain SignalR, but nobody waits for a connection that stalls.
/// A send to many completes when it is queued; one to single connections when they have taken it, or are too slow to be waited for.
/// The base keeps the connections that client results need.
/// </summary>
internal sealed class SyncHubLifetimeManager<THub>(
    FanoutPump pump,
    SessionRegistry sessions,
    OutboxLimits limits,
    TimeProvider time,
    IServiceProvider services,
    ILogger<DefaultHubLifetimeManager<THub>> logger)
    : DefaultHubLifetimeManager<THub>(logger)
    where THub : Hub
{
    private readonly ConcurrentDictionary<string, IHubProtocol> _protocols = new(StringComparer.Ordinal);

    public override async Task OnConnectedAsync(HubConnectionContext connection)
    {
        _protocols.TryAdd(connection.Protocol.Name, connection.Protocol);
        var session = sessions.Open(connection);
        connection.Items[typeof(Session)] = session;
        // Resolved late: the feeds behind it send through this manager.
        connection.Items[typeof(HubServices)] = services.GetRequiredService<HubServices>();
        await base.OnConnectedAsync(connection).ConfigureAwait(false);
        await pump.EnqueueAsync(new FanoutItem.Connect(session.Member)).ConfigureAwait(false);
        sessions.Admit(session);
    }

    public override async Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        if (connection.Items[typeof(Session)] is Session session)
        {
            sessions.Close(session);
            await pump.EnqueueAsync(new FanoutItem.Disconnect(session.Member)).ConfigureAwait(false);
        }

        await base.OnDisconnectedAsync(connection).ConfigureAwait(false);
    }

    public override Task AddToGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) =>
        pump.EnqueueAsync(new FanoutItem.Join(connectionId, groupName, IsSync: false)).AsTask();

    public override Task RemoveFromGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) =>
        pump.EnqueueAsync(new FanoutItem.Leave(connectionId, groupName, Done: null)).AsTask();

    public override Task SendAllAsync(string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        SendAsync(new FanoutTarget.All(), methodName, args);

    public override Task SendAllExceptAsync(string methodName, object?[] args, IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default) =>
        SendAsync(new FanoutTarget.All(Except(excludedConnectionIds)), methodName, args);

    public override Task SendConnectionAsync(string connectionId, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        SendToConnectionsAsync([connectionId], methodName, args);

    public override Task SendConnectionsAsync(IReadOnlyList<string> connectionIds, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        SendToConnectionsAsync([.. connectionIds], methodName, args);

    public override Task SendGroupAsync(string groupName, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        SendAsync(new FanoutTarget.Group(groupName), methodName, args);

    public override Task SendGroupsAsync(IReadOnlyList<string> groupNames, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        SendAsync(new FanoutTarget.Groups([.. groupNames]), methodName, args);

    public override Task SendGroupExceptAsync(string groupName, string methodName, object?[] args, IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default) =>
        SendAsync(new FanoutTarget.Group(groupName, Except(excludedConnectionIds)), methodName, args);

    public override Task SendUserAsync(string userId, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        SendAsync(new FanoutTarget.Users([userId]), methodName, args);

    public override Task SendUsersAsync(IReadOnlyList<string> userIds, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        SendAsync(new FanoutTarget.Users([.. userIds]), methodName, args);

    public override async Task<T> InvokeConnectionAsync<T>(string connectionId, string methodName, object?[] args, CancellationToken cancellationToken = default)
    {
        // The base writes past the outbox: what was sent before must have left it.
        await pump.HandOffAsync(connectionId).WaitAsync(cancellationToken).ConfigureAwait(false);
        return await base.InvokeConnectionAsync<T>(connectionId, methodName, args, cancellationToken).ConfigureAwait(false);
    }

    private static HashSet<string> Except(IReadOnlyList<string> connectionIds) => new(connectionIds, StringComparer.Ordinal);

    // Whoever streams to one connection goes at its pace, as with plain SignalR, instead of filling its outbox until it has to be closed.
    private async Task SendToConnectionsAsync(string[] connectionIds, string methodName, object?[] args)
    {
        await SendAsync(new FanoutTarget.Connections(connectionIds), methodName, args).ConfigureAwait(false);
        try
        {
            await Task.WhenAll(connectionIds.Select(pump.HandOffAsync)).WaitAsync(limits.SlowWrite, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It does not read: from here on its outbox has to do.
        }
    }

    private Task SendAsync(FanoutTarget target, string methodName, object?[] args)
    {
        var message = new SerializedHubMessage(new InvocationMessage(methodName, args));
        if (args is not [EntityPush])
        {
            // Its owner may change an argument as soon as the send has completed, so it is written now. Pushes are immutable.
            foreach (var (_, protocol) in _protocols)
            {
                message.GetSerializedMessage(protocol);
            }
        }

        var send = pump.EnqueueAsync(new FanoutItem.Send(target, message));
        return send.IsCompletedSuccessfully ? Task.CompletedTask : send.AsTask();
    }
}
