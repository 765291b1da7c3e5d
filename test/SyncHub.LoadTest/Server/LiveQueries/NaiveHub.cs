using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using SyncHub.Protocol;

namespace SyncHub.LoadTest.Server.LiveQueries;

/// <summary>Speaks as much of the protocol as the load needs, so that the same clients follow the baseline.</summary>
internal sealed class NaiveHub(NaiveMessages messages) : Hub
{
    public async Task SubscribeMany(JsonElement request)
    {
        foreach (var collection in request.GetProperty("collections").EnumerateArray())
        {
            var answer = await messages.SubscribeAsync(collection);
            await Groups.AddToGroupAsync(Context.ConnectionId, answer.SubscriptionId);
            await Clients.Caller.SendAsync(ClientMethods.Subscribed, answer);
        }
    }
}
