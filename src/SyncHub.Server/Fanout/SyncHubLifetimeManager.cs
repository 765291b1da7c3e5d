using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SyncHub.Server.Cluster;
using SyncHub.Server.Hubs;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Fanout;

/// <summary>
/// SignalR's sends for this hub, routed through the fan-out: every send of the hub and of the application takes its place in one queue,
/// so their order per connection is as in plain SignalR, but nobody waits for a connection that stalls.
/// A send to many completes when it is queued; one to single connections when they have taken it, or are too slow to be waited for.
/// Where there is a node bus, what concerns connections of other nodes goes to them, too. The base keeps the connections that client results need.
/// </summary>
internal sealed class SyncHubLifetimeManager<THub>(
    FanoutPump pump,
    SessionRegistry sessions,
    HubProtocols protocols,
    HubRelay? relay,
    OutboxLimits limits,
    TimeProvider time,
    IServiceProvider services,
    ILogger<DefaultHubLifetimeManager<THub>> logger)
    : DefaultHubLifetimeManager<THub>(logger)
    where THub : Hub
{
    public override async Task OnConnectedAsync(HubConnectionContext connection)
    {
        protocols.Spoken(connection.Protocol);
        var session = sessions.Open(connection);
        connection.Items[typeof(Session)] = session;
        // Resolved late: the application's sources are behind it, and may send through this manager.
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
            if (relay is not null)
            {
                await relay.EndAsync(connection.ConnectionId).ConfigureAwait(false);
            }
        }

        await base.OnDisconnectedAsync(connection).ConfigureAwait(false);
    }

    public override Task AddToGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) =>
        RelayFor(connectionId) is { } other
            ? other.ChangeGroupAsync(connectionId, groupName, isJoin: true, cancellationToken)
            : pump.EnqueueAsync(new FanoutItem.Join(connectionId, groupName, IsSync: false)).AsTask();

    public override Task RemoveFromGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) =>
        RelayFor(connectionId) is { } other
            ? other.ChangeGroupAsync(connectionId, groupName, isJoin: false, cancellationToken)
            : pump.EnqueueAsync(new FanoutItem.Leave(connectionId, groupName, Done: null)).AsTask();

    public override Task SendAllAsync(string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        SendAsync(new FanoutTarget.All(), methodName, args, cancellationToken);

    public override Task SendAllExceptAsync(string methodName, object?[] args, IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default) =>
        SendAsync(new FanoutTarget.All(Except(excludedConnectionIds)), methodName, args, cancellationToken);

    public override Task SendConnectionAsync(string connectionId, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        SendToConnectionsAsync([connectionId], methodName, args, cancellationToken);

    public override Task SendConnectionsAsync(IReadOnlyList<string> connectionIds, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        SendToConnectionsAsync([.. connectionIds], methodName, args, cancellationToken);

    public override Task SendGroupAsync(string groupName, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        SendAsync(new FanoutTarget.Group(groupName), methodName, args, cancellationToken);

    public override Task SendGroupsAsync(IReadOnlyList<string> groupNames, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        SendAsync(new FanoutTarget.Groups([.. groupNames]), methodName, args, cancellationToken);

    public override Task SendGroupExceptAsync(string groupName, string methodName, object?[] args, IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default) =>
        SendAsync(new FanoutTarget.Group(groupName, Except(excludedConnectionIds)), methodName, args, cancellationToken);

    public override Task SendUserAsync(string userId, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        SendAsync(new FanoutTarget.Users([userId]), methodName, args, cancellationToken);

    public override Task SendUsersAsync(IReadOnlyList<string> userIds, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        SendAsync(new FanoutTarget.Users([.. userIds]), methodName, args, cancellationToken);

    public override async Task<T> InvokeConnectionAsync<T>(string connectionId, string methodName, object?[] args, CancellationToken cancellationToken = default)
    {
        if (RelayFor(connectionId) is { } other)
        {
            return await other.InvokeAsync<T>(connectionId, methodName, args, cancellationToken).ConfigureAwait(false);
        }

        // The base writes past the outbox: what was sent before must have left it.
        await pump.HandOffAsync(connectionId).WaitAsync(cancellationToken).ConfigureAwait(false);
        return await base.InvokeConnectionAsync<T>(connectionId, methodName, args, cancellationToken).ConfigureAwait(false);
    }

    // Whom this node does not serve another one may; or nobody does any more.
    private HubRelay? RelayFor(string connectionId) => sessions.Has(connectionId) ? null : relay;

    public override Task SetConnectionResultAsync(string connectionId, CompletionMessage result) =>
        relay?.IsAskedFor(result.InvocationId!) == true
            ? relay.CompleteAsync(connectionId, result).AsTask()
            : base.SetConnectionResultAsync(connectionId, result);

    // What another node has asked for is not read here: only that node knows its type.
    public override bool TryGetReturnType(string invocationId, [NotNullWhen(true)] out Type? type)
    {
        type = relay?.IsAskedFor(invocationId) == true ? typeof(RawResult) : null;
        return type is not null || base.TryGetReturnType(invocationId, out type);
    }

    private static HashSet<string> Except(IReadOnlyList<string> connectionIds) => new(connectionIds, StringComparer.Ordinal);

    // Whoever streams to one connection goes at its pace, as with plain SignalR, instead of filling its outbox until it has to be closed.
    private async Task SendToConnectionsAsync(string[] connectionIds, string methodName, object?[] args, CancellationToken cancellationToken)
    {
        string[] elsewhere = [.. connectionIds.Where(id => RelayFor(id) is not null)];
        string[] here = elsewhere.Length == 0 ? connectionIds : [.. connectionIds.Except(elsewhere, StringComparer.Ordinal)];
        var message = protocols.Write(methodName, args);
        await SendAsync(
            here.Length == 0 ? null : new FanoutTarget.Connections(here),
            elsewhere.Length == 0 ? null : new FanoutTarget.Connections(elsewhere),
            message,
            cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.WhenAll(here.Select(pump.HandOffAsync)).WaitAsync(limits.SlowWrite, time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It does not read: from here on its outbox has to do.
        }
    }

    // Its owner may change an argument as soon as the send has completed, so it is written now.
    private Task SendAsync(FanoutTarget target, string methodName, object?[] args, CancellationToken cancellationToken) =>
        SendAsync(target, relay is null ? null : target, protocols.Write(methodName, args), cancellationToken);

    private Task SendAsync(FanoutTarget? here, FanoutTarget? elsewhere, SerializedHubMessage message, CancellationToken cancellationToken)
    {
        // What cannot be written for others reaches nobody.
        var forms = elsewhere is null ? [] : protocols.FormsOf(message);

        // Both take their places before anything is waited for: whoever does not wait for a send finds the next one behind it, on every node.
        var send = here is null ? ValueTask.CompletedTask : pump.EnqueueAsync(new FanoutItem.Send(here, message));
        if (relay is not null && elsewhere is not null)
        {
            return BothAsync(send, relay.SendAsync(elsewhere, forms, cancellationToken));
        }

        return send.IsCompletedSuccessfully ? Task.CompletedTask : send.AsTask();
    }

    private static async Task BothAsync(ValueTask here, ValueTask elsewhere)
    {
        await here.ConfigureAwait(false);
        await elsewhere.ConfigureAwait(false);
    }
}
