using SyncHub.Server.Log;
using SyncHub.Specification;

namespace SyncHub.Redis.Tests;

/// <summary>Two nodes on one Redis.</summary>
public sealed class TwoLogsTests
{
    [Fact]
    public async Task Append_OnOne_IsSeenOnTheOtherAsItWas()
    {
        await using var pair = await PairAsync();
        Change[] changes = [Changes.Add("tasks", "a"), Changes.Update("tasks", 7), Changes.Remove("tasks", Guid.Empty)];

        var heads = await pair.First.Log.AppendAsync(new Commit(changes, "mine"));
        await pair.Second.UntilAsync(head => head.Seq == 3);

        var slice = await pair.Second.Log.ReadAsync("tasks", 0, 10);
        Assert.Equal(changes, slice.Entries.Select(entry => entry.Change));
        Assert.All(slice.Entries, entry => Assert.Equal(("mine", 1, 3), (entry.MutationId, entry.CommitFirstSeq, entry.CommitSeq)));
        Assert.Equal(heads["tasks"], slice.Head);
    }

    [Fact]
    public async Task Append_OnBothAtOnce_IsTheSameAndInTheSameOrderOnBoth()
    {
        await using var pair = await PairAsync();
        await Task.WhenAll(new[] { pair.First, pair.Second }.SelectMany((node, number) => Enumerable.Range(0, 4).Select(async writer =>
        {
            var random = new Random(100 + (number * 10) + writer);
            for (var count = 0; count < 100; count++)
            {
                var changes = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Changes.Add(random.Next(2) == 0 ? "tasks" : "notes", $"{number}.{writer}.{count}"));
                await node.WriteAsync([.. changes]);
            }
        })));

        foreach (var model in new[] { "tasks", "notes" })
        {
            var last = Math.Max((await pair.First.Log.GetHeadAsync(model)).Seq, (await pair.Second.Log.GetHeadAsync(model)).Seq);
            await pair.First.UntilAsync(head => head.Seq == last, model);
            await pair.Second.UntilAsync(head => head.Seq == last, model);
            var first = await pair.First.Log.ReadAsync(model, 0, 100_000);
            var second = await pair.Second.Log.ReadAsync(model, 0, 100_000);
            Assert.Equal(last, first.Entries.Count);
            Assert.Equal(first.Entries, second.Entries);
            Assert.Equal(first.Head, second.Head);
        }
    }

    [Fact]
    public async Task Open_LogWithAPast_HasItsEntries()
    {
        var prefix = NewPrefix();
        await using var first = await StartAsync(prefix);
        for (var count = 0; count < 300; count++)
        {
            await first.WriteAsync($"k{count}");
        }

        await using var late = await StartAsync(prefix);

        Assert.Equal(await first.KeysAsync(), await late.KeysAsync());
        Assert.Equal(await first.Log.GetHeadAsync("tasks"), await late.Log.GetHeadAsync("tasks"));
        Assert.Equal(300, (await late.KeysAsync()).Count);
    }

    [Fact]
    public async Task Dispose_AllNodesAndOpenAgain_GoesOnInTheSameEpoch()
    {
        var prefix = NewPrefix();
        string epoch;
        await using (var first = await StartAsync(prefix))
        {
            await first.WriteAsync("a");
            epoch = await first.EpochAsync();
        }

        await using var next = await StartAsync(prefix);
        await next.WriteAsync("b");

        Assert.Equal(epoch, await next.EpochAsync());
        Assert.Equal(["a", "b"], await next.KeysAsync());
    }

    [Fact]
    public async Task Append_LargerThanIsPublished_IsReadFromTheStream()
    {
        await using var pair = await PairAsync();

        await pair.First.WriteAsync("large", bytes: 300 * 1024);
        await pair.Second.UntilAsync(head => head.Seq == 1);

        Assert.Equal(["large"], await pair.Second.KeysAsync());
    }

    [Fact]
    public async Task Open_MoreThanTheNodeCatchesUpWith_SkipsToTheHead()
    {
        await using var relay = new RedisRelay((await SharedRedis.GetAsync()).Port);
        var prefix = NewPrefix();
        await using var first = await StartAsync(prefix);

        // Nothing but a beat tells it of changes, and that says of more than it reads.
        await using var second = await TestNode.StartAsync(
            relay.Endpoint,
            RedisGuards.Probe,
            options =>
            {
                options.Prefix = prefix;
                options.CatchUpChanges = 5;
            });
        _ = relay.LoseMessagesAsync("tasks");
        await first.WriteAsync([.. Changes.Commit("tasks", 20).Changes]);

        await second.UntilAsync(head => head.Seq == 20);

        var slice = await second.Log.ReadAsync("tasks", 0, 100);
        Assert.Equal((20, 0), (slice.FloorSeq, slice.Entries.Count));
        Assert.Equal(1, second.Signals.Count(nameof(RedisLogMessages.Skipped)));
    }

    [Fact]
    public async Task Append_CancelledAfterItWasQueued_EndsTheWaitOnly()
    {
        await using var node = await StartAsync(NewPrefix());
        using var cancelled = new CancellationTokenSource();

        var append = node.Log.AppendAsync(Changes.Commit("tasks", 1), cancelled.Token).AsTask();
        await cancelled.CancelAsync();

        await append.ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.Equal(1, (await node.UntilAsync(head => head.Seq == 1)).Seq);
    }

    private static string NewPrefix() => $"t{Guid.NewGuid():N}";

    private static async Task<TestNode> StartAsync(string prefix) =>
        await TestNode.StartAsync((await SharedRedis.GetAsync()).Endpoint, configure: options => options.Prefix = prefix);

    private static async Task<Pair> PairAsync()
    {
        var prefix = NewPrefix();
        return new Pair(await StartAsync(prefix), await StartAsync(prefix));
    }

    private sealed record Pair(TestNode First, TestNode Second) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await First.DisposeAsync();
            await Second.DisposeAsync();
        }
    }
}
