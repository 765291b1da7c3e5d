using SyncHub.Server.Log;
using SyncHub.Specification;
using SyncHub.Testing.Redis;

namespace SyncHub.Redis.Tests.Failures;

/// <summary>Redis is away: at start, or while changes are made; or a node is.</summary>
public sealed class AbsenceTests : IAsyncLifetime
{
    private readonly RedisServer _server = RedisServer.Create();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Open_RedisAway_ReadsAndAppendsWaitUntilItIsThere()
    {
        await using var node = TestNode.Open(_server.Endpoint);
        using var cancelled = new CancellationTokenSource();
        var read = node.Log.ReadAsync("tasks", 0, 10).AsTask();
        var given = node.Log.ReadAsync("tasks", 0, 10, cancelled.Token).AsTask();
        var write = node.WriteAsync("early");
        await node.Signals.WhenAsync(nameof(RedisLogMessages.ConnectionLost));
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        Assert.Equal(ChangeLogStatus.Unhealthy, node.Log.Health.Status);
        Assert.False(read.IsCompleted);

        await _server.RestartAsync(withData: false);
        await write;
        await read.WaitAsync(TestNode.Patience);
        Assert.Equal(["early"], await node.KeysAsync());
        Assert.True(node.Log.Health.IsHealthy, node.Log.Health.Reason);
    }

    [Fact]
    public async Task Append_RedisAwayForAWhile_WaitsInOrderAndWhatBeganThenIsSaid()
    {
        await _server.RestartAsync(withData: false);
        await using var node = await TestNode.StartAsync(_server.Endpoint);
        await node.WriteAsync("before");
        await _server.KillAsync();

        var before = TimeProvider.System.GetUtcNow();
        var writes = Enumerable.Range(0, 500).Select(number => node.WriteAsync($"{number}")).ToList();
        var after = TimeProvider.System.GetUtcNow();
        await node.Signals.WhenAsync(nameof(RedisLogMessages.ConnectionLost));
        await _server.RestartAsync(withData: false);
        await Task.WhenAll(writes);

        Assert.Equal(Enumerable.Range(0, 500).Select(number => $"{number}"), await node.KeysAsync());
        Assert.All((await node.Log.ReadAsync("tasks", 0, 1000)).Entries, entry => Assert.InRange(entry.VisibleSince, before, after));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Append_MoreThanTheQueueHolds_WithANewEpochEverybodyLearnsOfIt_WithoutItIsMissing(bool isGuarded)
    {
        await _server.RestartAsync(withData: false);

        // The run id would do it, too: nothing is restarted here, but the way to Redis is cut.
        var relay = new RedisRelay(_server.Port);
        var endpoint = relay.Endpoint;
        await using var other = await TestNode.StartAsync(_server.Endpoint);
        await using var node = await TestNode.StartAsync(endpoint, isGuarded ? RedisGuards.None : RedisGuards.Overflow, options => options.QueueCommits = 10);
        await node.WriteAsync("before");
        var epoch = await node.EpochAsync();
        await _server.PauseAsync();

        var writes = Enumerable.Range(0, 15).Select(number => node.WriteAsync($"{number}")).ToList();
        await node.Signals.WhenAsync(nameof(RedisLogMessages.QueueFull));
        await _server.ResumeAsync();
        await Task.WhenAll(writes);
        await node.WriteAsync("after");

        if (isGuarded)
        {
            var heads = await Task.WhenAll(writes);
            Assert.All(heads, head => Assert.NotEqual(epoch, head.Epoch));
            await other.UntilAsync(head => head.Epoch != epoch);
        }
        else
        {
            Assert.Equal(epoch, await other.EpochAsync());
        }

        await relay.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lease_NodeDiesWithoutGoodbye_WithLeasesANewEpochBegins_WithoutNot(bool isGuarded)
    {
        await _server.RestartAsync(withData: false);
        var without = isGuarded ? RedisGuards.None : RedisGuards.Leases;
        await using var survivor = await TestNode.StartAsync(_server.Endpoint, without, ShortLease);
        var dead = await TestNode.StartAsync(_server.Endpoint, without, ShortLease, saysGoodbye: false);
        var epoch = await survivor.EpochAsync();
        await dead.DisposeAsync();

        if (isGuarded)
        {
            await survivor.UntilAsync(head => head.Epoch != epoch);
            Assert.Equal(1, survivor.Signals.Count(nameof(RedisLogMessages.BeganEpoch)) - 1);
        }
        else
        {
            while (await _server.CommandAsync("ZCARD {synchub}:leases") != "1")
            {
                await survivor.Log.WhenBeatAsync().WaitAsync(TestNode.Patience);
            }

            Assert.Equal(epoch, await survivor.EpochAsync());
        }
    }

    [Fact]
    public async Task Lease_NodeSaysGoodbye_NothingHappens()
    {
        await _server.RestartAsync(withData: false);
        await using var survivor = await TestNode.StartAsync(_server.Endpoint, configure: ShortLease);
        var leaving = await TestNode.StartAsync(_server.Endpoint, configure: ShortLease);
        await leaving.WriteAsync("last");
        var epoch = await survivor.EpochAsync();

        await leaving.DisposeAsync();

        Assert.Equal("1", await _server.CommandAsync("ZCARD {synchub}:leases"));
        for (var beat = 0; beat < 12; beat++)
        {
            await survivor.Log.WhenBeatAsync().WaitAsync(TestNode.Patience);
        }

        Assert.Equal(epoch, await survivor.EpochAsync());
    }

    [Fact]
    public async Task Lease_NodeEndsHavingLostChanges_ANewEpochBegins()
    {
        await _server.RestartAsync(withData: false);
        await using var survivor = await TestNode.StartAsync(_server.Endpoint, configure: ShortLease);
        var leaving = await TestNode.StartAsync(_server.Endpoint, configure: ShortLease);
        var epoch = await survivor.EpochAsync();
        leaving.Log.ChangesLost();

        await leaving.DisposeAsync();

        await survivor.UntilAsync(head => head.Epoch != epoch);
    }

    [Fact]
    public async Task Append_AfterDispose_ThrowsSayingSo()
    {
        await _server.RestartAsync(withData: false);
        var node = await TestNode.StartAsync(_server.Endpoint);
        await node.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await node.Log.AppendAsync(Changes.Commit("tasks", 1)));
    }

    [Fact]
    public async Task Dispose_RedisAway_FailsWhatWaitsInTime()
    {
        await _server.RestartAsync(withData: false);
        var node = await TestNode.StartAsync(_server.Endpoint, configure: options => options.ResponseTimeout = TimeSpan.FromMilliseconds(200));
        await _server.KillAsync();
        var write = node.WriteAsync("unsent");

        await node.DisposeAsync().AsTask().WaitAsync(TestNode.Patience);

        await Assert.ThrowsAsync<ObjectDisposedException>(() => write);
    }

    private static void ShortLease(RedisLogOptions options) => options.LeaseDuration = TimeSpan.FromSeconds(1);
}
