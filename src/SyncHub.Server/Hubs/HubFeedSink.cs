using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using SyncHub.Protocol;
using SyncHub.Server.Fanout;
using SyncHub.Server.Feed;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Hubs;

/// <summary>
/// Sends a feed's messages to those of this node's connections that follow it. Past the hub's own sends, which reach all nodes: a push is for this
/// node alone, as every node has a feed of its own.
/// </summary>
internal sealed class HubFeedSink(FanoutPump pump, HubProtocols protocols, AnswerSender answers) : IFeedSink
{
    // Immutable, and far more numerous than any other push: written as late as can be, and not at all where nobody follows any more.
    public ValueTask PushAsync(EntityPush push) =>
        SendAsync(push.SubscriptionId, new SerializedHubMessage(new InvocationMessage(MethodOf(push), [push])));

    public ValueTask PushAsync(CollectionPush push) => WriteAsync(push.SubscriptionId, MethodOf(push), push);

    public ValueTask PushAsync(RowsChanged push) => WriteAsync(push.SubscriptionId, ClientMethods.RowsChanged, push);

    public ValueTask PushAsync(Subscribed refresh) => WriteAsync(refresh.SubscriptionId, ClientMethods.Subscribed, refresh);

    public ValueTask PushAsync(SubscriptionError error) => WriteAsync(error.SubscriptionId!, ClientMethods.SubscriptionError, error);

    public ValueTask AnswerAsync(Session session, Subscribed answer) => answers.SendAsync(session, answer);

    public ValueTask JoinAsync(Session session, string group) =>
        pump.EnqueueAsync(new FanoutItem.Join(session.ConnectionId, group, IsSync: true));

    public ValueTask LeaveAsync(Session session, string group, TaskCompletionSource? done) =>
        pump.EnqueueAsync(new FanoutItem.Leave(session.ConnectionId, group, done));

    public ValueTask PositionAsync(IReadOnlyList<string> groups, Position position) =>
        pump.EnqueueAsync(new FanoutItem.Position(groups, new SerializedHubMessage(new InvocationMessage(ClientMethods.Position, [position]))));

    public ValueTask MarkStaleAsync(string group) => pump.EnqueueAsync(new FanoutItem.MarkStale(group));

    private static string MethodOf(EntityPush push) => push switch
    {
        EntityUpdated => ClientMethods.EntityUpdated,
        EntityAdded => ClientMethods.EntityAdded,
        EntityRemoved => ClientMethods.EntityRemoved,
        _ => throw new ArgumentException($"No client method takes a {push.GetType().Name}.", nameof(push)),
    };

    private static string MethodOf(CollectionPush push) => push switch
    {
        CollectionChanged => ClientMethods.CollectionChanged,
        CollectionSnapshot => ClientMethods.CollectionSnapshot,
        _ => throw new ArgumentException($"No client method takes a {push.GetType().Name}.", nameof(push)),
    };

    // Written here, beside other feeds, rather than by the pump, which all wait for.
    private ValueTask WriteAsync(string group, string method, object push) => SendAsync(group, protocols.Write(method, [push]));

    private ValueTask SendAsync(string group, SerializedHubMessage message) =>
        pump.EnqueueAsync(new FanoutItem.Send(new FanoutTarget.Group(group), message));
}
