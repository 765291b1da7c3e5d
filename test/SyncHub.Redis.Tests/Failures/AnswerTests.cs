using SyncHub.Testing.Redis;

namespace SyncHub.Redis.Tests.Failures;

/// <summary>Requests arrive and answers do not.</summary>
public sealed class AnswerTests : IAsyncLifetime
{
    private RedisServer _server = null!;
    private RedisRelay _relay = null!;

    public async Task InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _relay = new RedisRelay(_server.Port);
    }

    public async Task DisposeAsync()
    {
        await _relay.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Append_AnswerLost_WithNumbersIsThereOnce_WithoutTwice(bool isGuarded)
    {
        // No beat in between, whose answer could be taken for that of the append.
        await using var node = await TestNode.StartAsync(
            _relay.Endpoint, isGuarded ? RedisGuards.None : RedisGuards.CommitNumbers, options => options.QuietInterval = TimeSpan.FromSeconds(15));
        await node.WriteAsync("first");
        var lost = _relay.LoseNextAnswerAsync();

        var head = await node.WriteAsync("second");
        await lost.WaitAsync(TestNode.Patience);
        await node.WriteAsync("third");

        Assert.Equal(isGuarded ? ["first", "second", "third"] : ["first", "second", "second", "third"], await node.KeysAsync());
        Assert.Equal(isGuarded ? 2 : 3, head.Seq);
    }

    /// <summary>Its place is told, not where the log stands by then.</summary>
    [Fact]
    public async Task Append_ManyOnTheWayAndAnswersLost_AreThereOnceInOrderWithTheirOwnHeads()
    {
        await using var node = await TestNode.StartAsync(_relay.Endpoint);
        await using var other = await TestNode.StartAsync(_server.Endpoint);
        await node.WriteAsync("0");
        var lost = _relay.LoseNextAnswerAsync();

        var writes = Enumerable.Range(1, 200).Select(number => (Key: $"{number}", Head: node.WriteAsync($"{number}"))).ToList();
        await lost.WaitAsync(TestNode.Patience);
        await other.WriteAsync("other");
        await Task.WhenAll(writes.Select(write => write.Head));

        var entries = (await node.Log.ReadAsync("tasks", 0, 1000)).Entries;
        Assert.Equal(Enumerable.Range(0, 201).Select(number => $"{number}"), entries.Select(entry => entry.Change.Key.Text).Where(key => key != "other"));
        foreach (var (key, head) in writes)
        {
            Assert.Equal(key, entries[(int)(await head).Seq - 1].Change.Key.Text);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Append_RedisKilledAndBack_WithResendingWaits_WithoutFails(bool isGuarded)
    {
        await using var node = await TestNode.StartAsync(_server.Endpoint, isGuarded ? RedisGuards.None : RedisGuards.Resend);
        await node.WriteAsync("before");
        await _server.PauseAsync();
        var write = node.WriteAsync("during");
        await _server.KillAsync();
        await node.Signals.WhenAsync(nameof(RedisLogMessages.ConnectionLost));
        await _server.RestartAsync(withData: false);

        if (isGuarded)
        {
            await write;
            Assert.Equal(["during"], await node.KeysAsync());
        }
        else
        {
            await Assert.ThrowsAnyAsync<Exception>(() => write);
        }
    }

    [Fact]
    public async Task Append_RedisHangsAndGoesOn_IsThereOnceAndTheHealthSaysSo()
    {
        await using var node = await TestNode.StartAsync(_server.Endpoint, configure: options => options.ResponseTimeout = TimeSpan.FromMilliseconds(300));
        await node.WriteAsync("before");
        await _server.PauseAsync();

        var write = node.WriteAsync("during");
        await node.Signals.WhenAsync(nameof(RedisLogMessages.ConnectionLost));
        Assert.Equal(Server.Log.ChangeLogStatus.Degraded, node.Log.Health.Status);
        Assert.NotNull(node.Log.Health.Since);
        await _server.ResumeAsync();
        await write;
        await node.WriteAsync("after");

        Assert.Equal(["before", "during", "after"], await node.KeysAsync());
    }
}
