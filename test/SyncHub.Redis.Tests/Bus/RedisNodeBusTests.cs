using SyncHub.Testing.Redis;

namespace SyncHub.Redis.Tests.Bus;

public sealed class RedisNodeBusTests
{
    private readonly string _prefix = $"t{Guid.NewGuid():N}";

    [Fact]
    public async Task Publish_ManyNotAwaited_ReachTheOtherNodesInOrder()
    {
        var server = await SharedRedis.GetAsync();
        await using var a = await BusRig.StartAsync(server, _prefix);
        await using var b = await BusRig.StartAsync(server, _prefix);
        await using var c = await BusRig.StartAsync(server, _prefix);

        var taken = await Task.WhenAll(Enumerable.Range(0, 3_000).Select(n => a.PublishAsync($"{n}")));

        Assert.All(taken, Assert.True);
        for (var n = 0; n < 3_000; n++)
        {
            Assert.Equal($"{a.Bus.NodeId} {n}", await b.NextAsync());
            Assert.Equal($"{a.Bus.NodeId} {n}", await c.NextAsync());
        }
    }

    [Fact]
    public async Task Publish_AnotherPrefix_IsAnotherBus()
    {
        var server = await SharedRedis.GetAsync();
        await using var a = await BusRig.StartAsync(server, _prefix);
        await using var b = await BusRig.StartAsync(server, _prefix);
        await using var foreign = await BusRig.StartAsync(server, _prefix + "x");

        await foreign.PublishAsync("foreign");
        await a.PublishAsync("own");

        Assert.Equal($"{a.Bus.NodeId} own", await b.NextAsync());
    }

    [Fact]
    public async Task Subscribe_ReceiverFails_TheOthersAndTheNextMessageAreServed()
    {
        var server = await SharedRedis.GetAsync();
        await using var a = await BusRig.StartAsync(server, _prefix);
        await using var b = await BusRig.StartAsync(server, _prefix);
        var calls = 0;
        using var failing = b.Bus.Subscribe(_ =>
        {
            calls++;
            throw new InvalidOperationException("no");
        });

        await a.PublishAsync("1");
        await a.PublishAsync("2");
        await a.PublishAsync("3");

        Assert.Equal($"{a.Bus.NodeId} 1", await b.NextAsync());
        Assert.Equal($"{a.Bus.NodeId} 2", await b.NextAsync());
        Assert.Equal($"{a.Bus.NodeId} 3", await b.NextAsync());
        Assert.InRange(calls, 2, 3);
    }

    [Fact]
    public async Task Publish_RedisIsAwayFromTheStart_IsNotTakenUntilItIsThere()
    {
        await using var server = RedisServer.Create();
        await using var a = await BusRig.StartAsync(server, _prefix, isThere: false);
        await using var b = await BusRig.StartAsync(server, _prefix, isThere: false);

        Assert.False(await a.PublishAsync("lost"));
        await server.RestartAsync(withData: false);
        await a.WhenConnectedAsync();
        await b.WhenConnectedAsync();

        Assert.True(await a.PublishAsync("there"));
        Assert.Equal($"{a.Bus.NodeId} there", await b.NextAsync());
    }

    [Fact]
    public async Task Publish_RedisDiesAndComesBack_IsNotTakenMeanwhileAndTakenAfter()
    {
        await using var server = await RedisServer.StartAsync();
        await using var a = await BusRig.StartAsync(server, _prefix);
        await using var b = await BusRig.StartAsync(server, _prefix);

        await server.KillAsync();
        Assert.False(await a.PublishAsync("lost"));
        Assert.False(await b.PublishAsync("lost, too"));
        Assert.False(await a.PublishAsync("lost as well"));
        await server.RestartAsync(withData: false);
        await a.WhenConnectedAsync();
        await b.WhenConnectedAsync();

        Assert.True(await a.PublishAsync("there"));
        Assert.Equal($"{a.Bus.NodeId} there", await b.NextAsync());
        Assert.True(await b.PublishAsync("back"));
        Assert.Equal($"{b.Bus.NodeId} back", await a.NextAsync());
    }

    [Fact]
    public async Task Publish_RedisHangs_IsGivenUpAndTheNextIsNotWaitedFor()
    {
        await using var server = await RedisServer.StartAsync();
        await using var a = await BusRig.StartAsync(server, _prefix);
        await using var b = await BusRig.StartAsync(server, _prefix);

        await server.PauseAsync();
        Assert.False(await a.PublishAsync("hangs"));
        var next = a.Bus.PublishAsync(new byte[] { 1 });
        Assert.True(next.IsCompletedSuccessfully);
        Assert.False(await next);
        await server.ResumeAsync();
        await PublishUntilReceivedAsync(a, b);
    }

    [Fact]
    public async Task Publish_SubscriptionsAreCut_AreMadeAgain()
    {
        await using var server = await RedisServer.StartAsync();
        await using var a = await BusRig.StartAsync(server, _prefix);
        await using var b = await BusRig.StartAsync(server, _prefix);

        await server.CommandAsync("CLIENT KILL TYPE pubsub");

        await PublishUntilReceivedAsync(a, b);
        await PublishUntilReceivedAsync(b, a);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Messages_Silent_WithTheProbeTheConnectionIsReplaced_WithoutNobodyNotices(bool isGuarded)
    {
        await using var server = await RedisServer.StartAsync();
        await using var relay = new RedisRelay(server.Port);
        await using var a = await BusRig.StartAsync(server, _prefix);
        await using var b = await BusRig.StartAsync(relay.Endpoint, _prefix, isGuarded ? RedisGuards.None : RedisGuards.Probe);
        await using var other = await BusRig.StartAsync(relay.Endpoint, _prefix, RedisGuards.None);

        var lost = relay.LoseMessagesAsync("lost");
        Assert.True(await a.PublishAsync("lost"));
        await lost.WaitAsync(TestNode.Patience);
        if (isGuarded)
        {
            await PublishUntilReceivedAsync(a, b);
        }
        else
        {
            var next = b.NextAsync();
            for (var times = 0; times < 3; times++)
            {
                // As long as it takes one with the same intervals to notice.
                await PublishUntilReceivedAsync(a, other);
                _ = relay.LoseMessagesAsync("lost");
            }

            Assert.False(next.IsCompleted);
        }
    }

    [Fact]
    public async Task Publish_AfterDispose_IsNotTaken()
    {
        var server = await SharedRedis.GetAsync();
        var a = await BusRig.StartAsync(server, _prefix);

        await a.DisposeAsync();

        Assert.False(await a.PublishAsync("late"));
        await a.DisposeAsync();
    }

    // What is published while the other node connects again is lost: only that one arrives in the end is sure.
    private static async Task PublishUntilReceivedAsync(BusRig from, BusRig to)
    {
        var next = to.NextAsync();
        while (!next.IsCompleted || await next != $"{from.Bus.NodeId} there")
        {
            next = next.IsCompleted ? to.NextAsync() : next;
            if (!await from.PublishAsync("there"))
            {
                await from.WhenConnectedAsync();
            }
        }
    }
}
