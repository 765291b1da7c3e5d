using SyncHub.Protocol;
using SyncHub.Server.Tests.Hubs;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Sessions;

/// <summary>Everything is released when a connection ends, whenever that is.</summary>
public sealed class ReleaseTests
{
    [Fact]
    public async Task Disconnect_WithSubscriptions_GaugesReturnToZero()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        using var gauges = new Gauges(server.Services);
        var client = await BareClient.ConnectAsync(server);
        for (var key = 0; key < 50; key++)
        {
            await client.SubscribeAsync("Note", key, requestId: $"r{key}");
        }

        Assert.Equal((1, 50, 50), (gauges["synchub.connections"], gauges["synchub.subscriptions"], gauges["synchub.groups"]));

        await client.DisposeAsync();
        await gauges.WhenZeroAsync();
    }

    [Fact]
    public async Task Unsubscribe_OneAfterTheOther_GroupGoesWithTheLast()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        using var gauges = new Gauges(server.Services);
        await using var first = await BareClient.ConnectAsync(server);
        await using var second = await BareClient.ConnectAsync(server);
        var id = (await first.SubscribeAsync("Note", 1)).Text("subscriptionId");
        await first.SubscribeAsync("Note", 1, requestId: "again");
        await second.SubscribeAsync("Note", 1);

        await first.InvokeAsync(HubMethods.Unsubscribe, new { subscriptionId = id });
        Assert.Equal((1, 1), (gauges["synchub.subscriptions"], gauges["synchub.groups"]));
        await second.InvokeAsync(HubMethods.Unsubscribe, new { subscriptionId = id });

        Assert.Equal((0, 0), (gauges["synchub.subscriptions"], gauges["synchub.groups"]));
        Assert.NotEqual(id, (await first.SubscribeAsync("Note", 1)).Text("subscriptionId"));
    }

    [Fact]
    public async Task Disconnect_InTheMiddleOfASubscribe_LeavesNothingBehind()
    {
        var source = new GatedSource();
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>(), GatedSource.Settings(source));
        using var gauges = new Gauges(server.Services);
        var client = await BareClient.ConnectAsync(server);
        await client.SubscribeAsync("Note", 1);
        source.Close();
        await client.InvokeAsync(HubMethods.SubscribeEntity, new { requestId = "r2", model = "Note", key = 2 });
        await source.WhenReadingAsync();
        await source.WhenReadingAsync();

        client.Factory.Link.Drop();
        await client.Factory.Link.Completion;
        source.Open();
        await gauges.WhenZeroAsync();
        await using var other = await BareClient.ConnectAsync(server);
        await other.SubscribeAsync("Note", 2);

        Assert.Equal((1, 1, 1), (gauges["synchub.connections"], gauges["synchub.subscriptions"], gauges["synchub.groups"]));
    }

    [Theory]
    [InlineData(20261122)]
    public async Task Disconnect_AtRandomMoments_GaugesReturnToZero(int seed)
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        using var gauges = new Gauges(server.Services);
        var random = new Random(seed);
        for (var round = 0; round < 150; round++)
        {
            var client = await BareClient.ConnectAsync(server);
            var requests = random.Next(1, 20);
            var drop = random.Next(requests);
            for (var request = 0; request < requests; request++)
            {
                // Not awaited: the drop is to fall into all moments of the work.
                _ = client.Connection.SendCoreAsync(HubMethods.SubscribeEntity, [new { requestId = $"r{request}", model = "Note", key = random.Next(10) }]);
                if (request == drop)
                {
                    client.Factory.Link.Drop();
                    break;
                }
            }

            await client.DisposeAsync();
        }

        await gauges.WhenZeroAsync();
    }
}
