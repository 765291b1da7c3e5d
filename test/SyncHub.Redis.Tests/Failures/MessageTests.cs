using SyncHub.Testing.Redis;

namespace SyncHub.Redis.Tests.Failures;

/// <summary>Messages do not arrive, though connections are open.</summary>
public sealed class MessageTests : IAsyncLifetime
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
    public async Task Message_Missed_WithThePreviousSeqIsFilled_WithoutTheNodeStandsStill(bool isGuarded)
    {
        await using var writer = await TestNode.StartAsync(_server.Endpoint);
        var without = RedisGuards.Probe | RedisGuards.QuietHeads | (isGuarded ? RedisGuards.None : RedisGuards.PreviousSeq);
        await using var reader = await TestNode.StartAsync(_relay.Endpoint, without);
        await writer.WriteAsync("seen");
        await reader.UntilAsync(head => head.Seq == 1);

        var lost = _relay.LoseMessagesAsync("missed");
        await writer.WriteAsync("missed");
        await lost.WaitAsync(TestNode.Patience);
        _relay.KeepMessages();
        await writer.WriteAsync("next");
        await writer.WriteAsync("other", "notes");

        // It came after, on the same connection.
        await reader.UntilAsync(head => head.Seq == 1, "notes");
        Assert.Equal(isGuarded ? ["seen", "missed", "next"] : ["seen"], await reader.KeysAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Messages_Silent_WithTheProbeTheConnectionIsReplaced_WithoutNobodyNotices(bool isGuarded)
    {
        await using var writer = await TestNode.StartAsync(_server.Endpoint);
        await using var reader = await TestNode.StartAsync(_relay.Endpoint, RedisGuards.QuietHeads | (isGuarded ? RedisGuards.None : RedisGuards.Probe));
        await writer.WriteAsync("seen");
        await reader.UntilAsync(head => head.Seq == 1);

        var lost = _relay.LoseMessagesAsync("missed");
        await writer.WriteAsync("missed");
        await lost.WaitAsync(TestNode.Patience);
        if (isGuarded)
        {
            await reader.Signals.WhenAsync(nameof(RedisLogMessages.Silent));
            await reader.Signals.WhenAsync(nameof(RedisLogMessages.Connected), 2);
            var caughtUp = reader.UntilAsync(head => head.Seq > 2);
            while (!caughtUp.IsCompleted)
            {
                // On a slow machine the probe may replace the new connection, too, and heads are not compared here: then the next message tells.
                await writer.WriteAsync("next");
                await Task.WhenAny(caughtUp, writer.Log.WhenBeatAsync());
            }

            await caughtUp;
            Assert.Equal(["seen", "missed", "next"], (await reader.KeysAsync()).Take(3));
        }
        else
        {
            for (var count = 0; count < 5; count++)
            {
                await WhenLookedAsync(writer);
            }

            Assert.Equal((0, true), (reader.Signals.Count(nameof(RedisLogMessages.Silent)), reader.Log.Health.IsHealthy));
            Assert.Equal(["seen"], await reader.KeysAsync());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Messages_Silent_WithComparedHeadsChangesComeWithTheBeat_WithoutNot(bool isGuarded)
    {
        await using var writer = await TestNode.StartAsync(_server.Endpoint);
        await using var reader = await TestNode.StartAsync(_relay.Endpoint, RedisGuards.Probe | (isGuarded ? RedisGuards.None : RedisGuards.QuietHeads));
        await writer.WriteAsync("seen");
        await reader.UntilAsync(head => head.Seq == 1);

        var lost = _relay.LoseMessagesAsync("missed");
        await writer.WriteAsync("missed");
        await lost.WaitAsync(TestNode.Patience);
        if (isGuarded)
        {
            await reader.UntilAsync(head => head.Seq == 2);
        }
        else
        {
            for (var count = 0; count < 5; count++)
            {
                await WhenLookedAsync(writer);
            }

            Assert.Equal(["seen"], await reader.KeysAsync());
        }
    }

    // Every node looks as often as the writer does.
    private static async Task WhenLookedAsync(TestNode writer)
    {
        await writer.Log.WhenBeatAsync().WaitAsync(TestNode.Patience);
        await writer.Log.WhenBeatAsync().WaitAsync(TestNode.Patience);
    }
}
