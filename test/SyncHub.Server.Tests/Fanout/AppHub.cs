using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;

namespace SyncHub.Server.Tests.Fanout;

/// <summary>An application's own hub on SyncHub's connection.</summary>
public sealed class AppHub(IHubContext<AppHub> hub) : Server.SyncHub
{
    public Task JoinRoom(string room) => Groups.AddToGroupAsync(Context.ConnectionId, room);

    public Task LeaveRoom(string room) => Groups.RemoveFromGroupAsync(Context.ConnectionId, room);

    /// <summary>Not awaited: only the order in which the client sees call and result matters.</summary>
    public int CallThenReturn(int number)
    {
        _ = hub.Clients.Client(Context.ConnectionId).SendAsync("Said", number);
        return number;
    }

    public async Task Tell(string target, string text)
    {
        var clients = target switch
        {
            "caller" => hub.Clients.Client(Context.ConnectionId),
            "others" => hub.Clients.AllExcept([Context.ConnectionId]),
            "all" => hub.Clients.All,
            "room" => hub.Clients.Group("room"),
            "othersInRoom" => hub.Clients.GroupExcept("room", [Context.ConnectionId]),
            "user" => hub.Clients.User("anna"),
            _ => throw new ArgumentException($"There is no target '{target}'.", nameof(target)),
        };
        await clients.SendAsync("Said", text);
    }

    public async IAsyncEnumerable<int> Count(int to, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var n = 0; n < to; n++)
        {
            await hub.Clients.Client(Context.ConnectionId).SendAsync("Said", n, cancellationToken);
            yield return n;
        }
    }
}
