using SyncHub.Testing.Redis;

namespace SyncHub.Redis.Tests.Failures;

/// <summary>A replica that lags takes the place of a Redis that has died: what was answered last is gone.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private RedisServer _primary = null!;
    private RedisServer _replica = null!;

    public async Task InitializeAsync()
    {
        _primary = await RedisServer.StartAsync();
        _replica = await RedisServer.StartReplicaAsync(_primary);
    }

    public async Task DisposeAsync()
    {
        await _replica.DisposeAsync();
        await _primary.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Failover_LostTail_BeginsANewEpochOnEveryNode(bool isTrusted)
    {
        var servers = $"{_primary.Endpoint},{_replica.Endpoint}";
        await using var first = await TestNode.StartAsync(servers, configure: options => options.TrustPersistence = isTrusted);
        await using var second = await TestNode.StartAsync(servers, configure: options => options.TrustPersistence = isTrusted);
        var kept = await first.WriteAsync("kept");
        await _primary.WhenReplicatedAsync();
        await _replica.LoseTouchAsync();
        var lost = await first.WriteAsync("lost");
        await second.UntilAsync(head => head == lost);

        await _primary.KillAsync();
        var waiting = first.WriteAsync("waits");
        await _replica.PromoteAsync();
        var head = await waiting;

        Assert.NotEqual(kept.Epoch, head.Epoch);
        await second.UntilAsync(other => other == head);
        Assert.Equal(["waits"], await first.KeysAsync());
        Assert.Equal(["waits"], await second.KeysAsync());
    }

    [Fact]
    public async Task Failover_NothingLostAndTrusted_GoesOnInTheEpoch()
    {
        var servers = $"{_primary.Endpoint},{_replica.Endpoint}";
        await using var first = await TestNode.StartAsync(servers, configure: options => options.TrustPersistence = true);
        await using var second = await TestNode.StartAsync(servers, configure: options => options.TrustPersistence = true);
        var kept = await first.WriteAsync("kept");
        await second.UntilAsync(head => head == kept);
        await _primary.WhenReplicatedAsync();

        await _primary.KillAsync();
        await _replica.PromoteAsync();
        var head = await first.WriteAsync("after");

        Assert.Equal((kept.Epoch, 2), (head.Epoch, head.Seq));
        await second.UntilAsync(other => other == head);
        Assert.Equal(["kept", "after"], await second.KeysAsync());
    }
}
