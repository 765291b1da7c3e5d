using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using SyncHub.Protocol;
using SyncHub.Server.Fanout;
using SyncHub.Server.Feed;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Hubs;

/// <summary>Sends a feed's messages through the hub: pushes by its typed groups, the rest in the same queue beside them.</summary>
internal sealed class HubFeedSink<THub>(IHubContext<THub, ISyncClient> hub, FanoutPump pump, AnswerSender answers) : IFeedSink
    where THub : Hub<ISyncClient>
{
    public ValueTask PushAsync(EntityPush push)
    {
        var group = hub.Clients.Group(push.SubscriptionId);
        return new ValueTask(push switch
        {
            EntityUpdated updated => group.EntityUpdated(updated),
            EntityAdded added => group.EntityAdded(added),
            EntityRemoved removed => group.EntityRemoved(removed),
            _ => throw new ArgumentException($"No client method takes a {push.GetType().Name}.", nameof(push)),
        });
    }

    public ValueTask PushAsync(CollectionPush push)
    {
        var group = hub.Clients.Group(push.SubscriptionId);
        return new ValueTask(push switch
        {
            CollectionChanged changed => group.CollectionChanged(changed),
            CollectionSnapshot snapshot => group.CollectionSnapshot(snapshot),
            _ => throw new ArgumentException($"No client method takes a {push.GetType().Name}.", nameof(push)),
        });
    }

    public ValueTask PushAsync(RowsChanged push) => new(hub.Clients.Group(push.SubscriptionId).RowsChanged(push));

    public ValueTask PushAsync(Subscribed refresh) => new(hub.Clients.Group(refresh.SubscriptionId).Subscribed(refresh));

    public ValueTask PushAsync(SubscriptionError error) => new(hub.Clients.Group(error.SubscriptionId!).SubscriptionError(error));

    public ValueTask AnswerAsync(Session session, Subscribed answer) => answers.SendAsync(session, answer);

    public ValueTask JoinAsync(Session session, string group) =>
        pump.EnqueueAsync(new FanoutItem.Join(session.ConnectionId, group, IsSync: true));

    public ValueTask LeaveAsync(Session session, string group, TaskCompletionSource? done) =>
        pump.EnqueueAsync(new FanoutItem.Leave(session.ConnectionId, group, done));

    public ValueTask PositionAsync(IReadOnlyList<string> groups, Position position) =>
        pump.EnqueueAsync(new FanoutItem.Position(groups, new SerializedHubMessage(new InvocationMessage(ClientMethods.Position, [position]))));

    public ValueTask MarkStaleAsync(string group) => pump.EnqueueAsync(new FanoutItem.MarkStale(group));
}
