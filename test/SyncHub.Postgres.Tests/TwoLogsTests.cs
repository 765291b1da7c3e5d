using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Specification;

namespace SyncHub.Postgres.Tests;

/// <summary>Two nodes on one database.</summary>
public sealed class TwoLogsTests
{
    private readonly string _schema = SharedPostgres.NewSchema();

    [Fact]
    public async Task Append_OnOne_IsSeenOnTheOtherAsItWas()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        Change[] changes = [Changes.Add("tasks", "a"), Changes.Update("tasks", 7), Changes.Remove("tasks", Guid.Empty)];

        var heads = await first.Log.AppendAsync(new Commit(changes, "mine"));
        await second.UntilAsync(head => head.Seq == 3);

        var slice = await second.Log.ReadAsync("tasks", 0, 10);
        Assert.Equal(changes, slice.Entries.Select(entry => entry.Change));
        Assert.All(slice.Entries, entry => Assert.Equal(("mine", 1, 3), (entry.MutationId, entry.CommitFirstSeq, entry.CommitSeq)));
        Assert.Equal(heads["tasks"], slice.Head);
    }

    [Fact]
    public async Task Append_OnBothAtOnce_IsTheSameAndInTheSameOrderOnBoth()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await Task.WhenAll(new[] { first, second }.SelectMany((node, number) => Enumerable.Range(0, 4).Select(async writer =>
        {
            var random = new Random(100 + (number * 10) + writer);
            for (var count = 0; count < 50; count++)
            {
                var changes = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Changes.Add(random.Next(2) == 0 ? "tasks" : "notes", $"{number}.{writer}.{count}"));
                await node.WriteAsync([.. changes]);
            }
        })));

        foreach (var model in TestNode.Models.Keys)
        {
            var last = Math.Max((await first.Log.GetHeadAsync(model)).Seq, (await second.Log.GetHeadAsync(model)).Seq);
            await first.UntilAsync(head => head.Seq == last, model);
            await second.UntilAsync(head => head.Seq == last, model);
            var ones = await first.Log.ReadAsync(model, 0, 100_000);
            var others = await second.Log.ReadAsync(model, 0, 100_000);
            Assert.Equal(last, ones.Entries.Count);
            Assert.Equal(ones.Entries, others.Entries);
            Assert.Equal(ones.Head, others.Head);
        }
    }

    [Fact]
    public async Task Open_LogWithAPast_HasItsEntriesAndItsEpoch()
    {
        LogHead head;
        await using (var first = await StartAsync())
        {
            await Task.WhenAll(Enumerable.Range(0, 300).Select(count => first.WriteAsync($"k{count}")));
            head = await first.Log.GetHeadAsync("tasks");
        }

        await using var late = await StartAsync();

        Assert.Equal(Enumerable.Range(0, 300).Select(count => $"k{count}"), await late.KeysAsync());
        Assert.Equal(head, await late.Log.GetHeadAsync("tasks"));
    }

    [Fact]
    public async Task Open_AtOnceWithoutTables_AllAreInOneEpoch()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => StartAsync()));

        var epochs = await Task.WhenAll(nodes.Select(node => node.EpochAsync()));

        Assert.Single(epochs.Distinct());
        await Task.WhenAll(nodes.Select(node => node.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task Append_OtherModels_OfTwoVersionsOfAnApplication_GoSideBySide()
    {
        await using var old = await StartAsync(models: new Dictionary<string, ChangeRetention> { ["tasks"] = ChangeRetention.Default });
        await old.WriteAsync("before");
        await using var next = await StartAsync();

        await next.WriteAsync([Changes.Add("tasks", "both"), Changes.Add("notes", "both")]);
        await old.UntilAsync(head => head.Seq == 2);

        Assert.Equal(["before", "both"], await old.KeysAsync());
        Assert.Equal(["both"], await next.KeysAsync("notes"));
        Assert.Equal(await old.EpochAsync(), await next.EpochAsync());
    }

    [Fact]
    public async Task Open_MoreThanTheNodeCatchesUpWith_SkipsToTheHead()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync(options => options.CatchUpChanges = 5);
        await second.WriteAsync("seen");
        await first.UntilAsync(head => head.Seq == 1);

        await first.WriteAsync([.. Changes.Commit("tasks", 20).Changes]);
        await second.UntilAsync(head => head.Seq == 21);

        var slice = await second.Log.ReadAsync("tasks", 0, 100);
        Assert.Equal((21, 0), (slice.FloorSeq, slice.Entries.Count));
        Assert.Equal(1, second.Signals.Count(nameof(PostgresLogMessages.Skipped)));
    }

    [Fact]
    public async Task Append_BeyondTheRetention_TrimsTheTable()
    {
        var models = new Dictionary<string, ChangeRetention> { ["tasks"] = new(TimeSpan.FromMinutes(5), Count: 10, Bytes: 1_000_000) };
        await using var node = await StartAsync(models: models);

        for (var count = 0; count < 50; count++)
        {
            await node.WriteAsync($"{count}");
        }

        await using var admin = await Admin.OpenAsync(await SharedPostgres.GetAsync());
        Assert.Equal(10L, await admin.ReadAsync($"SELECT count(*) FROM {_schema}.log_entries"));
        await using var late = await StartAsync(models: models);
        Assert.Equal(Enumerable.Range(40, 10).Select(count => $"{count}"), await late.KeysAsync());
    }

    [Fact]
    public async Task Append_CancelledAfterItWasQueued_EndsTheWaitOnly()
    {
        await using var node = await StartAsync();
        using var cancelled = new CancellationTokenSource();

        var append = node.Log.AppendAsync(Changes.Commit("tasks", 1), cancelled.Token).AsTask();
        await cancelled.CancelAsync();

        await append.ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.Equal(1, (await node.UntilAsync(head => head.Seq == 1)).Seq);
    }

    [Fact]
    public async Task Append_AfterDispose_ThrowsSayingSo()
    {
        var node = await StartAsync();
        await node.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await node.Log.AppendAsync(Changes.Commit("tasks", 1)));
    }

    private async Task<TestNode> StartAsync(Action<PostgresLogOptions>? configure = null, IReadOnlyDictionary<string, ChangeRetention>? models = null) =>
        await TestNode.StartAsync(await SharedPostgres.GetAsync(), _schema, configure: configure, models: models);
}
