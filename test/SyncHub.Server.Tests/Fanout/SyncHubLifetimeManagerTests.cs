using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SyncHub.Server.Fanout;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Fanout;

public sealed class SyncHubLifetimeManagerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("caller", "0")]
    [InlineData("others", "1 2")]
    [InlineData("all", "0 1 2")]
    [InlineData("room", "0 1")]
    [InlineData("othersInRoom", "1")]
    [InlineData("user", "1 2")]
    public async Task Send_FromAnApplicationsHub_ReachesWhomSignalRWouldReach(string target, string reached)
    {
        await using var server = await StartAsync();
        await using var first = await AppClient.ConnectAsync(server);
        await using var second = await AppClient.ConnectAsync(server, "anna");
        await using var third = await AppClient.ConnectAsync(server, "anna");
        AppClient[] clients = [first, second, third];
        await first.Bare.Connection.InvokeAsync("JoinRoom", "room");
        await second.Bare.Connection.InvokeAsync("JoinRoom", "room");
        await third.Bare.Connection.InvokeAsync("JoinRoom", "room");
        await third.Bare.Connection.InvokeAsync("LeaveRoom", "room");

        await first.Bare.Connection.InvokeAsync("Tell", target, "hello");

        var got = new List<int>();
        for (var n = 0; n < clients.Length; n++)
        {
            var said = await clients[n].AllAsync();
            Assert.True(said.Count <= 1);
            if (said is ["hello"])
            {
                got.Add(n);
            }
        }

        Assert.Equal(reached, string.Join(' ', got));
    }

    [Fact]
    public async Task InvokeAsync_ClientResult_IsReturned()
    {
        await using var server = await StartAsync();
        await using var client = await AppClient.ConnectAsync(server);
        client.Bare.Connection.On<int, int>("Double", number => number * 2);
        var hub = server.Services.GetRequiredService<IHubContext<AppHub>>();

        var result = await hub.Clients.Client(client.Id).InvokeAsync<int>("Double", 21, CancellationToken.None).WaitAsync(Patience);

        Assert.Equal(42, result);
        await Assert.ThrowsAsync<IOException>(() => hub.Clients.Client("unknown").InvokeAsync<int>("Double", 21, CancellationToken.None));
    }

    [Fact]
    public async Task HandOffFilter_ResultAfterACallToTheCaller_LeavesAfterIt()
    {
        await using var server = await StartAsync();
        await using var client = await AppClient.ConnectAsync(server);

        for (var n = 0; n < 300; n++)
        {
            Assert.Equal(n, await client.Bare.Connection.InvokeAsync<int>("CallThenReturn", n));
        }

        Assert.Equal(Enumerable.Range(0, 300).SelectMany(n => new[] { $"call {n}", $"result {n}" }), client.Wire);
    }

    [Fact]
    public async Task Stream_CallToTheCallerBeforeEachItem_LeavesBeforeIt()
    {
        await using var server = await StartAsync();
        await using var client = await AppClient.ConnectAsync(server);

        var items = new List<int>();
        await foreach (var item in client.Bare.Connection.StreamAsync<int>("Count", 200))
        {
            items.Add(item);
        }

        Assert.Equal(Enumerable.Range(0, 200), items);
        Assert.Equal(Enumerable.Range(0, 200).SelectMany(n => new[] { $"call {n}", $"item {n}" }), client.Wire);
    }

    [Fact]
    public async Task Send_TenThousandInARow_ArriveInOrder()
    {
        await using var server = await StartAsync();
        await using var client = await AppClient.ConnectAsync(server);
        var hub = server.Services.GetRequiredService<IHubContext<AppHub>>();

        for (var n = 0; n < 10_000; n++)
        {
            await (n % 3 == 0 ? hub.Clients.All : hub.Clients.Client(client.Id)).SendAsync("Said", n);
        }

        Assert.Equal(Enumerable.Range(0, 10_000).Select(n => $"{n}"), await client.AllAsync());
    }

    [Fact]
    public async Task Send_FarMoreThanTheOutboxHoldsToOneConnection_GoesAtItsPace()
    {
        await using var server = await StartAsync(new TestServerSettings { Options = options => options.Limits.OutboxBytes = 64 * 1024 });
        await using var client = await AppClient.ConnectAsync(server);
        var hub = server.Services.GetRequiredService<IHubContext<AppHub>>();
        var chunk = new string('x', 20_000);

        for (var n = 0; n < 200; n++)
        {
            await hub.Clients.Client(client.Id).SendAsync("Said", chunk);
        }

        Assert.Equal(200, (await client.AllAsync()).Count);
    }

    [Fact]
    public async Task Send_ArgumentAndListChangedAfterTheSendCompleted_ArrivesAsItWas()
    {
        await using var server = await StartAsync();
        await using var client = await AppClient.ConnectAsync(server);
        var hub = server.Services.GetRequiredService<IHubContext<AppHub>>();
        var box = new List<int> { 0 };
        var excluded = new List<string> { "somebody" };

        for (var n = 0; n < 500; n++)
        {
            box[0] = n;
            await hub.Clients.AllExcept(excluded).SendAsync("Said", box);
            excluded[0] = client.Id;
            box[0] = -1;
            excluded[0] = "somebody";
        }

        Assert.Equal(Enumerable.Range(0, 500).Select(n => $"[{n}]"), await client.AllAsync());
    }

    [Fact]
    public async Task Send_ArgumentCannotBeSerialised_ThrowsToTheSenderAndTheConnectionLivesOn()
    {
        await using var server = await StartAsync();
        await using var client = await AppClient.ConnectAsync(server);
        var hub = server.Services.GetRequiredService<IHubContext<AppHub>>();

        await Assert.ThrowsAnyAsync<Exception>(() => hub.Clients.All.SendAsync("Said", new Unserialisable()));
        await hub.Clients.All.SendAsync("Said", "still here");

        Assert.Equal(["still here"], await client.AllAsync());
    }

    [Fact]
    public async Task AddSyncHub_OpenRegistrationOfABackplaneAfterwards_DoesNotTakeItsPlace()
    {
        await using var server = await StartAsync(new TestServerSettings
        {
            Services = services => services.AddSingleton(typeof(HubLifetimeManager<>), typeof(ForeignLifetimeManager<>)),
        });

        Assert.IsType<SyncHubLifetimeManager<AppHub>>(server.Services.GetRequiredService<HubLifetimeManager<AppHub>>());
        Assert.IsType<ForeignLifetimeManager<OtherHub>>(server.Services.GetRequiredService<HubLifetimeManager<OtherHub>>());
    }

    [Fact]
    public async Task AddSyncHub_AnotherHubOfTheApplication_KeepsSignalRsOwn()
    {
        await using var server = await StartAsync();

        Assert.IsType<DefaultHubLifetimeManager<OtherHub>>(server.Services.GetRequiredService<HubLifetimeManager<OtherHub>>());
    }

    private static Task<SyncHubTestServer> StartAsync(TestServerSettings? settings = null) =>
        SyncHubTestServer.StartAsync<AppHub>(models => models.AddModel<Row, int>(), settings);

    private sealed record Row(int Id);

    private sealed class OtherHub : Hub;

    private sealed class ForeignLifetimeManager<THub>(ILogger<DefaultHubLifetimeManager<THub>> logger) : DefaultHubLifetimeManager<THub>(logger)
        where THub : Hub;

    private sealed class Unserialisable
    {
        public string Value => throw new InvalidOperationException("This property cannot be read.");
    }
}
