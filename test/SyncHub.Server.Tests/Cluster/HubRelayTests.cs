using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Server.Tests.Fanout;
using SyncHub.Testing;
using SyncHub.Testing.Cluster;
using Xunit.Abstractions;

namespace SyncHub.Server.Tests.Cluster;

/// <summary>The application's own sends over two nodes, by plain clients.</summary>
public sealed class HubRelayTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // a0, a1 are on node a, b0, b1, b2 on node b; a1 and b1 are anna, b2 is bob; a0, a1 and b0 are in "room", b0 and b2 in "hall".
    public static TheoryData<string, string> Sends => new()
    {
        { "all", "a0 a1 b0 b1 b2" },
        { "all except a0 b1", "a1 b0 b2" },
        { "client a1", "a1" },
        { "client b1", "b1" },
        { "clients a0 b2 b2", "a0 b2" },
        { "clients b0 b1", "b0 b1" },
        { "group room", "a0 a1 b0" },
        { "group hall", "b0 b2" },
        { "group nowhere", "" },
        { "group room except a0 b0", "a1" },
        { "group room except a1", "a0 b0" },
        { "groups room hall", "a0 a1 b0 b2" },
        { "user anna", "a1 b1" },
        { "user bob", "b2" },
        { "user nobody", "" },
        { "users anna bob", "a1 b1 b2" },
    };

    [Theory]
    [MemberData(nameof(Sends))]
    public async Task Send_FromEitherNode_ReachesEachAddressedConnectionOnce(string send, string reached)
    {
        await using var nodes = await TwoNodes.StartAsync();
        await using var clients = await Clients.ConnectAsync(nodes);

        await clients.SendAsync(nodes.A, send, "from a");
        await nodes.SettleAsync();
        await clients.SendAsync(nodes.B, send, "from b");
        await nodes.SettleAsync();

        var expected = reached.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var (name, said) in await clients.AllAsync())
        {
            string[] words = expected.Contains(name) ? ["from a", "from b"] : [];
            Assert.Equal((name, string.Join(", ", words)), (name, string.Join(", ", said)));
        }
    }

    [Theory]
    [MemberData(nameof(Sends))]
    public async Task Send_WithoutABus_ReachesItsOwnNodeOnly(string send, string reached)
    {
        await using var nodes = await TwoNodes.StartAsync(withBus: false);
        await using var clients = await Clients.ConnectAsync(nodes);

        await clients.SendAsync(nodes.A, send, "from a");

        var expected = reached.Split(' ').Where(name => name.StartsWith('a')).ToList();
        foreach (var (name, said) in await clients.AllAsync())
        {
            string[] words = expected.Contains(name) ? ["from a"] : [];
            Assert.Equal((name, string.Join(", ", words)), (name, string.Join(", ", said)));
        }
    }

    [Theory]
    [InlineData("all", 1)]
    [InlineData("client a0", 0)]
    [InlineData("clients a0 a1", 0)]
    [InlineData("clients a0 b0 b1", 1)]
    [InlineData("client b0", 1)]
    public async Task Send_ToConnections_IsPublishedOnlyForThoseElsewhere(string send, int published)
    {
        await using var nodes = await TwoNodes.StartAsync();
        await using var clients = await Clients.ConnectAsync(nodes);
        var before = nodes.BusOfA.Published;

        await clients.SendAsync(nodes.A, send, "hello");

        Assert.Equal(published, nodes.BusOfA.Published - before);
    }

    [Fact]
    public async Task Send_ManyInARowOverAllKindsOfTargets_ArriveInOrder()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await using var clients = await Clients.ConnectAsync(nodes);
        string[] sends = ["all", "client b0", "group room", "groups room hall", "clients b0 a0", "group hall"];
        var pending = new List<Task>();

        for (var n = 0; n < 3_000; n++)
        {
            // Not awaited: the place in the order is taken by the call.
            pending.Add(clients.SendAsync(nodes.A, sends[n % sends.Length], $"{n}"));
        }

        await Task.WhenAll(pending).WaitAsync(Patience);
        await nodes.SettleAsync();

        Assert.Equal(Enumerable.Range(0, 3_000).Select(n => $"{n}"), (await clients.AllAsync())["b0"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Send_ManySendersOnBothNodesOverABusThatRepeats_EachArrivesOnceAndInItsSendersOrder(int seed)
    {
        output.WriteLine($"seed {seed}");
        await using var nodes = await TwoNodes.StartAsync();
        await using var clients = await Clients.ConnectAsync(nodes);
        var random = new Random(seed);
        foreach (var bus in new[] { nodes.BusOfA, nodes.BusOfB })
        {
            // Called by one publisher at a time.
            var fates = new Random(random.Next());
            bus.Decide(_ => fates.Next(4) == 0 ? BusFate.Duplicate : BusFate.Pass);
        }

        var senders = Enumerable.Range(0, 6).Select(sender => (Name: $"s{sender}", Random: new Random(random.Next()), Node: sender % 2 == 0 ? nodes.A : nodes.B)).ToList();
        await Task.WhenAll(senders.Select(sender => Task.Run(async () =>
        {
            for (var n = 0; n < 300; n++)
            {
                // Each reaches b0.
                string[] targets = ["all", "client b0", "group room", "groups room hall", "clients b0 a0", "group hall", "all except a0"];
                var send = clients.SendAsync(sender.Node, targets[sender.Random.Next(targets.Length)], $"{sender.Name} {n}");
                if (sender.Random.Next(2) == 0)
                {
                    await send;
                }
            }
        }))).WaitAsync(Patience);
        await nodes.SettleAsync();

        var said = (await clients.AllAsync())["b0"];
        foreach (var (name, _, _) in senders)
        {
            Assert.Equal(Enumerable.Range(0, 300).Select(n => $"{name} {n}"), said.Where(text => text.StartsWith(name, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Send_BusBringsItTwice_ArrivesOnce()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await using var clients = await Clients.ConnectAsync(nodes);
        nodes.BusOfB.Decide(_ => BusFate.Duplicate);

        await clients.SendAsync(nodes.A, "all", "1");
        await clients.SendAsync(nodes.A, "group room", "2");
        await nodes.SettleAsync();

        Assert.Equal(["1", "2"], (await clients.AllAsync())["b0"]);
    }

    [Fact]
    public async Task Send_OneIsLostAndOneLate_TheOthersArrive()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await using var clients = await Clients.ConnectAsync(nodes);
        var fates = new Queue<BusFate>([BusFate.Lose, BusFate.Hold, BusFate.Pass]);
        nodes.BusOfB.Decide(_ => fates.Dequeue());

        await clients.SendAsync(nodes.A, "all", "lost");
        await clients.SendAsync(nodes.A, "all", "late");
        await clients.SendAsync(nodes.A, "all", "in time");
        nodes.BusOfB.Release();
        await nodes.SettleAsync();

        var said = await clients.AllAsync();
        Assert.Equal(["lost", "late", "in time"], said["a0"]);
        Assert.Equal(["in time", "late"], said["b0"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_BusIsAwayForAWhile_LocalDeliveryGoesOnAndItIsSaidOnce(bool throws)
    {
        await using var nodes = await TwoNodes.StartAsync();
        await using var clients = await Clients.ConnectAsync(nodes);
        using var gauges = new Gauges(nodes.A.Services);
        nodes.BusOfA.IsAway = !throws;
        nodes.BusOfA.Failure = throws ? new IOException("no such host") : null;

        await clients.SendAsync(nodes.A, "all", "1");
        await clients.SendAsync(nodes.A, "clients a0 b0", "2");
        await clients.SendAsync(nodes.A, "client b0", "3");
        (nodes.BusOfA.IsAway, nodes.BusOfA.Failure) = (false, null);
        await clients.SendAsync(nodes.A, "all", "4");
        await nodes.SettleAsync();

        var said = await clients.AllAsync();
        Assert.Equal(["1", "2", "4"], said["a0"]);
        Assert.Equal(["4"], said["b0"]);
        Assert.Single(nodes.A.Logs, log => log.Contains("synchub.bus.lost", StringComparison.Ordinal));
        Assert.Equal(3, gauges["synchub.bus.lost"]);
        Assert.Empty(nodes.B.Logs);
    }

    [Fact]
    public async Task Send_CallerGivesUp_ThrowsThat()
    {
        await using var nodes = await TwoNodes.StartAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => TwoNodes.HubOf(nodes.A).Clients.All.SendAsync("Said", "x", new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Send_ArgumentCannotBeSerialised_ThrowsAndReachesNobody()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await using var clients = await Clients.ConnectAsync(nodes);
        var before = nodes.BusOfA.Published;

        await Assert.ThrowsAnyAsync<Exception>(() => TwoNodes.HubOf(nodes.A).Clients.All.SendAsync("Said", new Unserialisable()));
        await clients.SendAsync(nodes.A, "all", "still here");
        await nodes.SettleAsync();

        Assert.All(await clients.AllAsync(), said => Assert.Equal(["still here"], said.Value));
        Assert.Equal(1, nodes.BusOfA.Published - before);
    }

    [Fact]
    public async Task Receive_AnotherHubsMessages_AreNoneOfItsBusiness()
    {
        var bus = new InMemoryBus();
        await using var server = await StartAsync<AppHub>(bus.Join("a"));
        var ofB = bus.Join("b");
        await using var other = await StartAsync<OtherAppHub>(ofB);
        await using var client = await AppClient.ConnectAsync(server);
        await using var foreign = await BareClient.ConnectAsync(other);
        var said = 0;
        foreign.Connection.On<string>("Said", _ => Interlocked.Increment(ref said));
        await client.Bare.HelloAsync(new { protocols = new[] { 1 } });
        await foreign.HelloAsync(new { protocols = new[] { 1 } });

        await TwoNodes.HubOf(server).Clients.All.SendAsync("Said", "hello");
        await ofB.WhenReceivedAsync();
        await foreign.HelloAsync(new { protocols = new[] { 1 } });

        Assert.Equal(["hello"], await client.AllAsync());
        Assert.Equal(0, said);
        Assert.Empty(other.Logs);
    }

    [Fact]
    public async Task Receive_WhatCannotBeRead_IsSaidOncePerNodeAndTheNextIsTaken()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await using var clients = await Clients.ConnectAsync(nodes);
        using var gauges = new Gauges(nodes.B.Services);

        await nodes.BusOfA.PublishAsync(new byte[] { 9, 1, 2 });
        await nodes.BusOfA.PublishAsync(ReadOnlyMemory<byte>.Empty);
        await clients.SendAsync(nodes.A, "all", "hello");
        await nodes.SettleAsync();

        Assert.Equal(["hello"], (await clients.AllAsync())["b0"]);
        Assert.Single(nodes.B.Logs, log => log.Contains("It has version 9; this node reads version 1.", StringComparison.Ordinal));
        Assert.Single(nodes.B.Logs);
        Assert.Equal(2, gauges["synchub.bus.unreadable"]);
    }

    [Fact]
    public async Task Push_OfAModel_IsNotPublished()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await using var onA = await BareClient.ConnectAsync(nodes.A);
        await using var onB = await BareClient.ConnectAsync(nodes.B);
        var rows = nodes.A.Data<TwoNodes.Row, int>();
        await rows.AddAsync(new TwoNodes.Row(1));
        await nodes.B.Data<TwoNodes.Row, int>().AddAsync(new TwoNodes.Row(1));
        await onA.SubscribeAsync("Row", 1);
        await onB.SubscribeAsync("Row", 1);

        await rows.RemoveAsync(1);

        Assert.Equal(Protocol.ClientMethods.EntityRemoved, (await onA.NextAsync()).Method);
        Assert.Equal(0, nodes.BusOfA.Published);
        await nodes.SettleAsync();
        await onB.HelloAsync(new { protocols = new[] { 1 } });
        Assert.Empty(onB.Waiting());
    }

    private static Task<SyncHubTestServer> StartAsync<THub>(InMemoryBusNode node)
        where THub : Server.SyncHub => SyncHubTestServer.StartAsync<THub>(
            models => models.AddModel<TwoNodes.Row, int>(),
            new TestServerSettings { Services = services => services.AddSingleton<Server.Cluster.INodeBus>(node) });

    private sealed class OtherAppHub : Server.SyncHub;

    private sealed class Unserialisable
    {
        public string Value => throw new InvalidOperationException("This property cannot be read.");
    }
}
