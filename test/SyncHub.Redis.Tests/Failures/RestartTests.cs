using SyncHub.Testing.Redis;

namespace SyncHub.Redis.Tests.Failures;

/// <summary>Redis ends and comes back: empty, with all it had, or with less.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private RedisServer _server = null!;

    public async Task InitializeAsync() => _server = await RedisServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Restart_Empty_BeginsANewEpochOnEveryNode()
    {
        await using var first = await TestNode.StartAsync(_server.Endpoint);
        await using var second = await TestNode.StartAsync(_server.Endpoint);
        await first.WriteAsync("before");
        var epoch = await first.EpochAsync();

        await _server.RestartAsync(withData: false);
        var head = await first.WriteAsync("after");

        Assert.NotEqual(epoch, head.Epoch);
        await second.UntilAsync(other => other == head);
        Assert.Equal(["after"], await first.KeysAsync());
        Assert.Equal(["after"], await second.KeysAsync());
    }

    [Fact]
    public async Task Restart_WithItsData_BeginsANewEpoch()
    {
        await using var node = await TestNode.StartAsync(_server.Endpoint);
        await node.WriteAsync("before");
        var epoch = await node.EpochAsync();
        await _server.SaveAsync();

        await _server.RestartAsync(withData: true);

        await node.UntilAsync(head => head.Epoch != epoch);
    }

    [Fact]
    public async Task Restart_WithItsDataAndTrusted_GoesOnInTheEpoch()
    {
        await using var first = await TestNode.StartAsync(_server.Endpoint, configure: options => options.TrustPersistence = true);
        await using var second = await TestNode.StartAsync(_server.Endpoint, configure: options => options.TrustPersistence = true);
        await first.WriteAsync("before");
        await second.UntilAsync(head => head.Seq == 1);
        var epoch = await first.EpochAsync();
        await _server.SaveAsync();

        await _server.RestartAsync(withData: true);
        var head = await first.WriteAsync("after");
        await second.UntilAsync(other => other == head);

        Assert.Equal((epoch, 2), (head.Epoch, head.Seq));
        Assert.Equal(["before", "after"], await second.KeysAsync());
    }

    [Fact]
    public async Task Restart_LostTailAndTrusted_IsNoticedByWhatTheNodeHas()
    {
        await using var node = await TestNode.StartAsync(_server.Endpoint, configure: options => options.TrustPersistence = true);
        await node.WriteAsync("saved");
        await _server.SaveAsync();
        await node.WriteAsync("lost");
        var epoch = await node.EpochAsync();

        await _server.RestartAsync(withData: true);
        var head = await node.WriteAsync("after");

        Assert.NotEqual(epoch, head.Epoch);
    }

    /// <summary>Another node was quicker, so that the number that was lost is given again, to something else.</summary>
    [Fact]
    public async Task Restart_LostTailGivenAgainAndTrusted_IsNoticed()
    {
        await using var node = await TestNode.StartAsync(_server.Endpoint, configure: options => options.TrustPersistence = true);
        await node.WriteAsync("saved");
        await _server.SaveAsync();
        await node.WriteAsync("lost");
        var epoch = await node.EpochAsync();
        await _server.KillAsync();
        await node.Signals.WhenAsync(nameof(RedisLogMessages.ConnectionLost));
        await using (var relay = new RedisRelay(_server.Port))
        {
            await _server.RestartAsync(withData: true);
            await using var other = await TestNode.StartAsync(relay.Endpoint, configure: options => options.TrustPersistence = true);
            await other.WriteAsync("other");
        }

        await node.UntilAsync(head => head.Epoch != epoch);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restart_LostTail_WithTheRunIdIsANewEpoch_WithoutItANodeKeepsWhatIsLost(bool isGuarded)
    {
        await using var node = await TestNode.StartAsync(_server.Endpoint, isGuarded ? RedisGuards.None : RedisGuards.RunId | RedisGuards.CommitNumbers);
        await node.WriteAsync("saved");
        await _server.SaveAsync();
        await node.WriteAsync("lost");
        var epoch = await node.EpochAsync();

        await _server.RestartAsync(withData: true);
        await using var late = await TestNode.StartAsync(_server.Endpoint, isGuarded ? RedisGuards.None : RedisGuards.RunId | RedisGuards.CommitNumbers);
        if (isGuarded)
        {
            await node.UntilAsync(head => head.Epoch != epoch);
            await late.UntilAsync(head => head.Epoch != epoch);
            Assert.Equal(await late.KeysAsync(), await node.KeysAsync());
        }
        else
        {
            await node.Signals.WhenAsync(nameof(RedisLogMessages.Connected), 2);
            Assert.Equal((epoch, epoch), (await node.EpochAsync(), await late.EpochAsync()));
            Assert.NotEqual(await late.KeysAsync(), await node.KeysAsync());
        }
    }
}
