using Microsoft.AspNetCore.SignalR;
using SyncHub.Server.Tests.Fanout;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Cluster;

/// <summary>
/// The clients of two nodes: a0 and a1 on node a, b0, b1 and b2 on node b. a1 and b1 are anna, b2 is bob. a0, a1 and b0 are in "room",
/// b0 and b2 in "hall".
/// </summary>
internal sealed class Clients : IAsyncDisposable
{
    private readonly Dictionary<string, AppClient> _clients = [];

    public AppClient this[string name] => _clients[name];

    public static async Task<Clients> ConnectAsync(TwoNodes nodes)
    {
        var clients = new Clients();
        (string Name, string? User, string Groups)[] table = [("a0", null, "room"), ("a1", "anna", "room"), ("b0", null, "room hall"), ("b1", "anna", ""), ("b2", "bob", "hall")];
        foreach (var (name, user, groups) in table)
        {
            var server = name[0] == 'a' ? nodes.A : nodes.B;
            var client = clients._clients[name] = await AppClient.ConnectAsync(server, user);

            // A client is connected before its node has taken it on; what it invokes comes after that.
            await client.Bare.HelloAsync(new { protocols = new[] { 1 } });
            foreach (var group in groups.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                await TwoNodes.HubOf(server).Groups.AddToGroupAsync(client.Id, group);
            }
        }

        return clients;
    }

    /// <summary>Sends to a target in words, with clients by their names: "all except a0", "group room", "clients a0 b0".</summary>
    public Task SendAsync(SyncHubTestServer from, string target, string text)
    {
        var words = target.Split(' ');
        var except = Array.IndexOf(words, "except");
        var named = words[1..(except < 0 ? words.Length : except)];
        string[] excluded = except < 0 ? [] : [.. words[(except + 1)..].Select(name => _clients[name].Id)];
        var all = TwoNodes.HubOf(from).Clients;
        var clients = words[0] switch
        {
            "all" => except < 0 ? all.All : all.AllExcept(excluded),
            "client" => all.Client(_clients[named[0]].Id),
            "clients" => all.Clients([.. named.Select(name => _clients[name].Id)]),
            "group" => except < 0 ? all.Group(named[0]) : all.GroupExcept(named[0], excluded),
            "groups" => all.Groups(named),
            "user" => all.User(named[0]),
            "users" => all.Users(named),
            _ => throw new ArgumentException($"There is no target '{words[0]}'.", nameof(target)),
        };
        return clients.SendAsync("Said", text);
    }

    /// <summary>All that each was told.</summary>
    public async Task<Dictionary<string, List<string>>> AllAsync()
    {
        var all = new Dictionary<string, List<string>>();
        foreach (var (name, client) in _clients)
        {
            all.Add(name, await client.AllAsync());
        }

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            await client.DisposeAsync();
        }
    }
}
