using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using SyncHub.Protocol;
using SyncHub.Server.Fanout;

namespace SyncHub.Server.Sessions;

/// <summary>Sends to one connection what is never dropped.</summary>
internal sealed class AnswerSender(FanoutPump pump)
{
    /// <summary>Answers a session, which follows the group from here on.</summary>
    public ValueTask SendAsync(Session session, Subscribed answer) =>
        SendAsync(session, ClientMethods.Subscribed, answer, answer.SubscriptionId);

    public ValueTask SendErrorAsync(Session session, SubscriptionError error) =>
        SendAsync(session, ClientMethods.SubscriptionError, error, group: null);

    public ValueTask SendClosingAsync(Session session, Closing closing) =>
        SendAsync(session, ClientMethods.Closing, closing, group: null);

    private ValueTask SendAsync(Session session, string method, object message, string? group) =>
        pump.EnqueueAsync(new FanoutItem.Answer(session.ConnectionId, new SerializedHubMessage(new InvocationMessage(method, [message])), group));
}
