using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Protocol;
using SyncHub.Redis.Bus;
using SyncHub.Server;
using SyncHub.Server.Cluster;
using SyncHub.Testing;
using SyncHub.Testing.Redis;

namespace SyncHub.Redis.Tests.Bus;

/// <summary>Two servers with nothing but AddRedis in common.</summary>
public sealed class RedisRelayTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _prefix = $"t{Guid.NewGuid():N}";

    [Fact]
    public async Task Send_ThroughRedis_ReachesClientsOfBothNodes()
    {
        var redis = await SharedRedis.GetAsync();
        await using var a = await StartAsync(redis);
        await using var b = await StartAsync(redis);
        await using var onA = await BareClient.ConnectAsync(a);
        await using var onB = await BareClient.ConnectAsync(b);
        onB.Connection.On<int, int>("Double", number => 2 * number);
        await onA.HelloAsync(new { protocols = new[] { 1 } });
        await onB.HelloAsync(new { protocols = new[] { 1 } });
        var idOfB = onB.Factory.Link.Client.ConnectionId;
        var hub = a.Services.GetRequiredService<IHubContext<Server.SyncHub, ISyncClient>>();
        var untyped = a.Services.GetRequiredService<IHubContext<Server.SyncHub>>();

        await hub.Clients.All.Message("all");
        await untyped.Groups.AddToGroupAsync(idOfB, "room").WaitAsync(Patience);
        await hub.Clients.Group("room").Message("room");
        var doubled = await untyped.Clients.Client(idOfB).InvokeAsync<int>("Double", 21, CancellationToken.None).WaitAsync(Patience);
        await hub.Clients.Client(idOfB).Message("client");

        Assert.Equal(42, doubled);
        Assert.Equal("all", await NextAsync(onA));
        string[] toldOnB = [await NextAsync(onB), await NextAsync(onB), await NextAsync(onB)];
        Assert.Equal(["all", "room", "client"], toldOnB);
        await onA.HelloAsync(new { protocols = new[] { 1 } });
        Assert.Empty(onA.Waiting());
    }

    [Fact]
    public async Task Send_RedisIsAway_LocalDeliveryGoesOn()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var a = await StartAsync(redis);
        await using var onA = await BareClient.ConnectAsync(a);
        await onA.HelloAsync(new { protocols = new[] { 1 } });
        var hub = a.Services.GetRequiredService<IHubContext<Server.SyncHub, ISyncClient>>();

        await redis.KillAsync();
        await hub.Clients.All.Message("1").WaitAsync(Patience);
        await hub.Clients.All.Message("2").WaitAsync(Patience);

        string[] told = [await NextAsync(onA), await NextAsync(onA)];
        Assert.Equal(["1", "2"], told);
        Assert.Single(a.Logs, log => log.Contains("synchub.bus.lost", StringComparison.Ordinal));

        // A machine that stands still may have been taken for an outage before.
        Assert.Contains(a.Logs, log => log.Contains("out of reach for the node bus", StringComparison.Ordinal));
    }

    private static async Task<string> NextAsync(BareClient client) => (await client.NextAsync(ClientMethods.Message)).GetString()!;

    private async Task<SyncHubTestServer> StartAsync(RedisServer redis)
    {
        var server = await SyncHubTestServer.StartAsync(models => models
            .AddResolver("nothing", (_, _, _, _) => Task.CompletedTask)
            .AddRedis(redis.Endpoint, options => options.Prefix = _prefix));
        await ((RedisNodeBus)server.Services.GetRequiredService<INodeBus>()).WhenConnectedAsync().WaitAsync(Patience);
        return server;
    }
}
