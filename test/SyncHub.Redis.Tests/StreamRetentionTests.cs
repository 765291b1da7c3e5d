using StackExchange.Redis;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Specification;
using SyncHub.Testing;

namespace SyncHub.Redis.Tests;

/// <summary>What Redis keeps: as nodes do, by whole entries.</summary>
public sealed class StreamRetentionTests : IAsyncLifetime
{
    private readonly string _prefix = $"t{Guid.NewGuid():N}";
    private readonly ManualTimeProvider _time = new();
    private readonly List<RedisChangeLog> _logs = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var log in _logs)
        {
            await log.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(10, 1_000_000, 1, 10)]
    [InlineData(10, 1_000_000, 3, 4)]
    [InlineData(1000, 200, 1, 10)]
    [InlineData(1, 1, 5, 1)]
    public async Task Append_MoreThanIsKept_TheStreamKeepsNoMore(int count, long bytes, int changesPerCommit, int entries)
    {
        var log = await OpenAsync(new ChangeRetention(TimeSpan.FromMinutes(5), count, bytes));
        for (var commit = 0; commit < 50; commit++)
        {
            await log.AppendAsync(Changes.Commit("tasks", changesPerCommit));
        }

        var held = long.Parse(await LengthAsync(), null);

        Assert.InRange(held, 1, entries);
        var late = await OpenAsync(new ChangeRetention(TimeSpan.FromMinutes(5), count, bytes));
        var ours = await log.ReadAsync("tasks", 50 * changesPerCommit, 1);
        var theirs = await late.ReadAsync("tasks", 50 * changesPerCommit, 1);
        Assert.Equal(ours.Head, theirs.Head);
        Assert.True(theirs.FloorSeq >= ours.FloorSeq, $"The floor of who comes late is {theirs.FloorSeq}, of who was there {ours.FloorSeq}.");
    }

    [Fact]
    public async Task Append_AfterTheAge_TheStreamLetsAFewGoWithEach()
    {
        var log = await OpenAsync(new ChangeRetention(TimeSpan.FromMinutes(5), 1000, 1_000_000));
        for (var commit = 0; commit < 10; commit++)
        {
            await log.AppendAsync(Changes.Commit("tasks", 1));
        }

        _time.Advance(TimeSpan.FromMinutes(6));
        await log.AppendAsync(Changes.Commit("tasks", 1));
        Assert.Equal("7", await LengthAsync());
        await log.AppendAsync(Changes.Commit("tasks", 1));
        await log.AppendAsync(Changes.Commit("tasks", 1));

        Assert.Equal("3", await LengthAsync());
        Assert.Equal("10", await (await SharedRedis.GetAsync()).CommandAsync($"HGET {{{_prefix}}}:head:tasks f"));
    }

    [Fact]
    public async Task Append_StreamHasExpired_GoesOnFromTheHead()
    {
        var log = await OpenAsync(ChangeRetention.Default);
        await log.AppendAsync(Changes.Commit("tasks", 3));
        var redis = await SharedRedis.GetAsync();
        Assert.NotEqual("-1", await redis.CommandAsync($"PTTL {{{_prefix}}}:log:tasks"));

        await redis.CommandAsync($"DEL {{{_prefix}}}:log:tasks");
        await log.AppendAsync(Changes.Commit("tasks", 1));
        var late = await OpenAsync(ChangeRetention.Default);

        var slice = await late.ReadAsync("tasks", 3, 10);
        Assert.Equal((3, 4, 1), (slice.FloorSeq, slice.Head.Seq, slice.Entries.Count));
    }

    private async Task<string> LengthAsync() => await (await SharedRedis.GetAsync()).CommandAsync($"XLEN {{{_prefix}}}:log:tasks");

    private async Task<RedisChangeLog> OpenAsync(ChangeRetention retention)
    {
        var server = await SharedRedis.GetAsync();
        var log = new RedisChangeLog(
            ConfigurationOptions.Parse(server.Endpoint), new Dictionary<string, ChangeRetention> { ["tasks"] = retention }, new RedisLogOptions { Prefix = _prefix }, _time, logger: null, meters: null, new RedisLogSeams { Timers = TimeProvider.System });
        _logs.Add(log);
        await log.WhenReadyAsync().WaitAsync(TestNode.Patience);
        return log;
    }
}
