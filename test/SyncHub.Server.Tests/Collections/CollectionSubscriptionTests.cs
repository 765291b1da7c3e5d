using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Collections;

public sealed class CollectionSubscriptionTests
{
    private const string RoomA = """{ "filter": { "room": { "$eq": "a" } }, "order": { "rank": "DESC" }, "top": 3 }""";

    [Fact]
    public async Task SubscribeCollection_ManyOfOneQuery_AreOneReadOnePushAndOneSubscription()
    {
        var source = new TestedSource();
        await using var server = await StartAsync(source);
        var items = server.Data<Item, int>();
        await items.AddAsync(new Item { Id = 1, Room = "a" });
        using var pushes = new Counter(server, "synchub.pushes");
        string[] same =
        [
            RoomA,
            """{ "order": [{ "rank": "DESC" }, { "id": "ASC" }], "filter": { "$and": [{ "room": { "$in": ["a"] } }] }, "top": 3, "skip": 0, "total": true }""",
            """{ "filter": { "$not": { "$not": { "room": { "$eq": "a" } } } }, "order": { "rank": "DESC", "id": "ASC", "title": "DESC" }, "top": 3 }""",
        ];
        var followers = new List<CollectionFollower>();
        foreach (var query in Enumerable.Repeat(same, 334).SelectMany(queries => queries))
        {
            var follower = new CollectionFollower(await BareClient.ConnectAsync(server), nameof(Item), query);
            await follower.SubscribeAsync();
            followers.Add(follower);
        }

        await items.AddAsync(new Item { Id = 2, Room = "a", Rank = 5 });
        foreach (var follower in followers)
        {
            await follower.UntilAsync(() => follower.Keys.SequenceEqual(["2", "1"]));
        }

        Assert.Single(followers.Select(follower => follower.SubscriptionId).Distinct());
        Assert.Equal((1, 1L), (source.Reads, pushes.Value));
    }

    [Fact]
    public async Task SubscribeCollection_PagesOfOneList_ShareOneReadAndConcatenateToIt()
    {
        var source = new TestedSource();
        await using var server = await StartAsync(source);
        var items = server.Data<Item, int>();
        var random = new Random(7);
        await items.CommitAsync(batch =>
        {
            for (var id = 0; id < 20; id++)
            {
                batch.Add(new Item { Id = id, Rank = random.Next(5) });
            }
        });
        var pages = new List<CollectionFollower>();
        foreach (var skip in new[] { 0, 5, 10, 15, 20 })
        {
            pages.Add(await FollowAsync(server, $$"""{ "order": { "rank": "ASC" }, "top": 5, "skip": {{skip}} }"""));
        }

        var whole = await FollowAsync(server, """{ "order": { "rank": "ASC" } }""");
        await items.PatchAsync(3, item => { item.Rank = 9; });
        await items.PatchAsync(4, item => { item.Rank = -1; });
        await items.RemoveAsync(5);
        foreach (var follower in pages.Append(whole))
        {
            await follower.UntilAsync(() => follower.Total == 19 && follower.Seq >= 23);
        }

        Assert.Equal(whole.Keys, pages.SelectMany(page => page.Keys));
        Assert.Equal(1, source.Reads);
        Assert.All(pages, page => Assert.Null(page.Violation));
    }

    [Fact]
    public async Task SubscribeCollection_LimitThatDoesNotBind_IsTheWholeList()
    {
        await using var server = await StartAsync(new TestedSource());
        await server.Data<Item, int>().CommitAsync(batch =>
        {
            for (var id = 0; id < 7; id++)
            {
                batch.Add(new Item { Id = id, Title = $"{id % 3}" });
            }
        });

        var whole = await FollowAsync(server, """{ "order": { "title": "DESC" } }""");
        var bounded = await FollowAsync(server, """{ "order": { "title": "DESC" }, "top": 7 }""");

        Assert.Equal(whole.Keys, bounded.Keys);
        Assert.Equal(["2", "5", "1", "4", "0", "3", "6"], whole.Keys);
    }

    [Fact]
    public async Task CollectionChanged_ManyChangesInOneCommit_IsOnePushWithCommitAndThenThePosition()
    {
        await using var server = await StartAsync(new TestedSource());
        await using var client = await BareClient.ConnectAsync(server);
        await client.InvokeAsync("SubscribeCollection", new { requestId = "1", model = "Item", top = 5 });
        await client.NextAsync("Subscribed");

        await server.Data<Item, int>().CommitAsync(batch =>
        {
            batch.Add(new Item { Id = 1 });
            batch.Add(new Item { Id = 2 });
            batch.Remove(1);
        }, mutationId: "mine");
        var push = await client.NextAsync();
        var position = await client.NextAsync();

        Assert.Equal(("CollectionSnapshot", "Position"), (push.Method == "CollectionChanged" ? "CollectionSnapshot" : push.Method, position.Method));
        Assert.Equal(3, push.Argument.Seq());
        Assert.Equal("mine", push.Argument.GetProperty("mutationIds")[0].GetString());
        Assert.Equal(1, push.Argument.GetProperty("totalCount").GetInt64());
        Assert.Equal(3, position.Argument.GetProperty("positions")[0].Seq());
    }

    [Fact]
    public async Task CollectionChanged_OnlyTheTotalChanged_IsAPushWithoutEditsAndNoneWhereNoTotalIsAskedFor()
    {
        await using var server = await StartAsync(new TestedSource());
        var items = server.Data<Item, int>();
        await items.AddAsync(new Item { Id = 1 });
        await items.AddAsync(new Item { Id = 2 });
        var counted = await FollowAsync(server, """{ "top": 1 }""");
        var uncounted = await FollowAsync(server, """{ "top": 1, "total": false }""");

        await items.AddAsync(new Item { Id = 3 });
        await items.PatchAsync(1, item => { item.Title = "seen"; });
        foreach (var follower in new[] { counted, uncounted })
        {
            await follower.UntilAsync(() => (string?)follower.Rows[0]["title"] == "seen");
        }

        Assert.Equal((3L, 2), (counted.Total, counted.Pushes));
        Assert.Equal((null, 1), (uncounted.Total, uncounted.Pushes));
    }

    [Fact]
    public async Task SubscribeMany_EntitiesAndCollections_AreAnsweredOneByOne()
    {
        await using var server = await StartAsync(new TestedSource());
        await using var client = await BareClient.ConnectAsync(server);

        await client.InvokeAsync("SubscribeMany", new
        {
            entities = new[] { new { requestId = "e", model = "Item", key = 1 } },
            collections = new object[] { new { requestId = "c", model = "Item" }, new { requestId = "bad", model = "Item", top = -1 } },
        });
        var answers = new[] { await client.NextAsync(), await client.NextAsync(), await client.NextAsync() };

        Assert.Equal(["c:collection", "e:entity"], answers.Where(call => call.Method == "Subscribed").Select(call => $"{call.Argument.Text("requestId")}:{call.Argument.Text("kind")}").Order());
        var error = Assert.Single(answers, call => call.Method == "SubscriptionError").Argument;
        Assert.Equal(("bad", "invalid-request"), (error.Text("requestId"), error.Text("code")));
    }

    [Fact]
    public async Task Unsubscribe_Collection_NothingMoreArrives()
    {
        await using var server = await StartAsync(new TestedSource());
        await using var client = await BareClient.ConnectAsync(server);
        var follower = new CollectionFollower(client, nameof(Item), RoomA);
        await follower.SubscribeAsync();

        await client.InvokeAsync("Unsubscribe", new { subscriptionId = follower.SubscriptionId });
        await server.Data<Item, int>().AddAsync(new Item { Id = 1, Room = "a" });
        var settled = await client.SubscribeAsync("Item", 1, requestId: "settles");

        Assert.Equal(1, settled.Seq());
        Assert.Empty(client.Waiting());
    }

    /// <summary>Subscribers come while writers write: each starts at some moment, and misses nothing after it.</summary>
    [Theory]
    [InlineData(1, 500)]
    [InlineData(2, 2)]
    public async Task SubscribeCollection_RacingWriters_EveryFollowerEndsWithTheSource(int seed, int fullResult)
    {
        var random = new Random(seed);
        await using var server = await StartAsync(new TestedSource(), options => options.FullResult = fullResult);
        var writes = new RandomWrites(server.Data<Item, int>(), random, keys: 14);
        var queries = Enumerable.Range(0, 40).Select(_ => RandomQuery.Create(random)).ToArray();
        var writing = Task.Run(async () =>
        {
            for (var commit = 0; commit < 400; commit++)
            {
                await writes.CommitAsync(3);
                await Task.Yield();
            }
        });

        await using var followers = await Followers.SubscribeAsync(server, queries);
        await writing;

        await followers.UntilAllEqualAsync(writes.Rows, $"seed {seed}");
    }

    /// <summary>A log that has lost its memory: everybody is brought up to date from the source.</summary>
    [Fact]
    public async Task SubscribeCollection_ServerRestartedEmpty_ResumeIsASnapshotOfTheNewEpoch()
    {
        await using var server = await StartAsync(new TestedSource());
        await server.Data<Item, int>().AddAsync(new Item { Id = 1, Room = "a" });
        var before = await FollowAsync(server, RoomA);
        await server.RestartAsync(keepLog: false);
        await server.Data<Item, int>().AddAsync(new Item { Id = 2, Room = "a" });
        await using var client = await BareClient.ConnectAsync(server);
        var after = new CollectionFollower(client, nameof(Item), RoomA);
        after.TakeOver(before);

        await after.SubscribeAsync(resume: true, knownKeys: true);

        Assert.Equal(["2"], after.Keys);
        Assert.Equal("snapshot", after.Answer.Text("mode"));
        Assert.NotEqual(before.Epoch, after.Epoch);
    }

    private static Task<SyncHubTestServer> StartAsync(TestedSource source, Action<SyncHubOptions>? options = null) =>
        SyncHubTestServer.StartAsync(models => models.AddModel<Item, int>(), source.Settings(options));

    private static async Task<CollectionFollower> FollowAsync(SyncHubTestServer server, string query)
    {
        var follower = new CollectionFollower(await BareClient.ConnectAsync(server), nameof(Item), query);
        await follower.SubscribeAsync();
        return follower;
    }

    private sealed class Counter : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _value;

        public Counter(SyncHubTestServer server, string name)
        {
            var meters = server.Services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == name && instrument.Meter.Scope == meters)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, by, _, _) => Interlocked.Add(ref _value, by));
            _listener.Start();
        }

        public long Value => Interlocked.Read(ref _value);

        public void Dispose() => _listener.Dispose();
    }
}
