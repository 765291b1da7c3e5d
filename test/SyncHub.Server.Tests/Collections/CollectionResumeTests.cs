using System.Text.Json;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Collections;

public sealed class CollectionResumeTests
{
    /// <summary>
    /// Clients that stopped at every position of a random history come back: as they left, with their keys or without, to a server that
    /// remembers their page and to one that was restarted with its log.
    /// </summary>
    [Theory]
    [InlineData(1, false, false, 500)]
    [InlineData(2, false, true, 500)]
    [InlineData(3, true, false, 500)]
    [InlineData(4, true, true, 500)]
    [InlineData(5, true, false, 2)]
    [InlineData(6, true, true, 2)]
    [InlineData(7, false, false, 2)]
    public async Task SubscribeCollection_FromEveryPosition_ClientEqualsLinqAndGetsOnlyChangedBodies(int seed, bool restart, bool knownKeys, int fullResult)
    {
        var random = new Random(seed);
        await using var server = await StartAsync(new TestedSource(), options => options.FullResult = fullResult);
        var writes = new RandomWrites(server.Data<Item, int>(), random, keys: 12);
        await writes.CommitAsync(8);
        var stopped = new List<Stopped>();
        for (var step = 0; step < 30; step++)
        {
            var query = RandomQuery.Create(random);
            var client = await BareClient.ConnectAsync(server);
            var follower = new CollectionFollower(client, nameof(Item), query.Json);
            await follower.SubscribeAsync();
            Assert.Equal(query.Keys(writes.Rows), follower.Keys);
            await client.DisposeAsync();
            stopped.Add(new Stopped(query, follower, Copies(writes.Rows)));
            await writes.CommitAsync(1 + random.Next(3));
        }

        if (restart)
        {
            await server.RestartAsync(keepLog: true);
        }

        var deltas = 0;
        foreach (var (query, before, rows) in stopped)
        {
            await using var client = await BareClient.ConnectAsync(server);
            var follower = new CollectionFollower(client, nameof(Item), query.Json);
            follower.TakeOver(before);

            await follower.SubscribeAsync(resume: true, knownKeys);

            Assert.True(follower.Violation is null, $"{query.Json} from {before.Seq}: {follower.Violation}");
            Assert.Equal(query.Keys(writes.Rows), follower.Keys);
            Assert.Equal(query.Count(writes.Rows), follower.Total);
            Assert.All(follower.Rows, row => Assert.Contains(writes.Rows, item => IsBodyOf(row, item)));
            if (follower.Answer.Text("mode") == "delta")
            {
                deltas++;
                AssertOnlyChanged(follower.Answer, before, rows, writes.Rows);
            }
        }

        Assert.True(deltas >= stopped.Count / 3, $"only {deltas} of {stopped.Count} were deltas");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SubscribeCollection_UnchangedPageOf50_IsUnder300BytesWithoutBodiesOrARead(bool isElsewhere)
    {
        var source = new TestedSource();
        await using var server = await StartAsync(source, _ => { });
        await FillAsync(server, 60);
        const string Query = """{ "filter": { "room": { "$eq": "a" } }, "order": { "rank": "DESC" }, "top": 50 }""";
        var (follower, _) = await SubscribeAsync(server, Query);
        await server.Data<Item, int>().AddAsync(new Item { Id = 1000, Room = "b" });
        if (isElsewhere)
        {
            await server.RestartAsync(keepLog: true);
        }

        var reads = source.Reads;
        await using var client = await BareClient.ConnectAsync(server);
        var resumed = new CollectionFollower(client, nameof(Item), Query);
        resumed.TakeOver(follower);
        await resumed.SubscribeAsync(resume: true, knownKeys: true);

        Assert.Equal("delta", resumed.Answer.Text("mode"));
        Assert.False(resumed.Answer.TryGetProperty("keys", out _));
        Assert.Equal(60, resumed.Total);
        Assert.InRange(Frame(resumed.Answer), 1, 299);
        Assert.Equal(isElsewhere ? reads + 1 : reads, source.Reads);
    }

    [Fact]
    public async Task SubscribeCollection_AnotherPageWithKnownKeys_IsOnlyTheNewRows()
    {
        await using var server = await StartAsync(new TestedSource(), _ => { });
        await FillAsync(server, 60);
        var (small, _) = await SubscribeAsync(server, """{ "filter": { "room": { "$eq": "a" } }, "order": { "rank": "DESC" }, "top": 20 }""");
        await using var client = await BareClient.ConnectAsync(server);
        var grown = new CollectionFollower(client, nameof(Item), """{ "filter": { "room": { "$eq": "a" } }, "order": { "rank": "DESC" }, "top": 25 }""");
        grown.TakeOver(small);

        await grown.SubscribeAsync(resume: true, knownKeys: true);

        Assert.Equal(Enumerable.Range(35, 25).Reverse(), grown.Keys.Select(int.Parse));
        Assert.Equal(Enumerable.Range(35, 5).Reverse(), grown.Answer.GetProperty("entities").EnumerateArray().Select(row => row.GetProperty("id").GetInt32()));
    }

    [Fact]
    public async Task SubscribeCollection_LeftAndSoonBack_IsNotReadAgainAndLaterIs()
    {
        var time = new ManualTimeProvider();
        var source = new TestedSource();
        await using var server = await SyncHubTestServer.StartAsync(
            models => models.AddModel<Item, int>(), source.Settings(options => options.IdleQuery = TimeSpan.FromSeconds(30)) with { Time = time });
        await using var client = await BareClient.ConnectAsync(server);
        var follower = new CollectionFollower(client, nameof(Item), """{ "filter": { "room": { "$eq": "a" } } }""");

        await follower.SubscribeAsync();
        await client.InvokeAsync("Unsubscribe", new { subscriptionId = follower.SubscriptionId });
        time.Advance(TimeSpan.FromSeconds(25));
        await follower.SubscribeAsync();
        var soon = source.Reads;
        await client.InvokeAsync("Unsubscribe", new { subscriptionId = follower.SubscriptionId });
        time.Advance(TimeSpan.FromSeconds(40));

        // The ticks up to here are served before whoever joins after them.
        await follower.SubscribeAsync();

        Assert.Equal((1, 2), (soon, source.Reads));
    }

    [Fact]
    public async Task SubscribeCollection_OtherEpochOrBeyondTheHead_IsASnapshot()
    {
        await using var server = await StartAsync(new TestedSource(), _ => { });
        await FillAsync(server, 5);
        await using var client = await BareClient.ConnectAsync(server);
        var first = await AskAsync(client, new { requestId = "1", model = "Item" });
        var (seq, epoch) = (first.Seq(), first.Epoch());

        var other = await AskAsync(client, new { requestId = "2", model = "Item", lastSeq = seq, epoch = "another" });
        var beyond = await AskAsync(client, new { requestId = "3", model = "Item", lastSeq = seq + 1, epoch });
        var exact = await AskAsync(client, new { requestId = "4", model = "Item", lastSeq = seq, epoch });

        Assert.Equal(("snapshot", "snapshot", "delta"), (other.Text("mode"), beyond.Text("mode"), exact.Text("mode")));
    }

    private static async Task<JsonElement> AskAsync(BareClient client, object request)
    {
        await client.InvokeAsync("SubscribeCollection", request);
        return await client.NextAsync("Subscribed");
    }

    private static Task<SyncHubTestServer> StartAsync(TestedSource source, Action<SyncHubOptions> options) => SyncHubTestServer.StartAsync(
        models => models.AddModel<Item, int>(), source.Settings(options) with { DataSets = [typeof(DataSet<Item, int>)] });

    private static Task FillAsync(SyncHubTestServer server, int count) => server.Data<Item, int>().CommitAsync(batch =>
    {
        for (var id = 0; id < count; id++)
        {
            batch.Add(new Item { Id = id, Room = "a", Rank = id, Title = new string('x', 100) });
        }
    });

    private static async Task<(CollectionFollower Follower, string Query)> SubscribeAsync(SyncHubTestServer server, string query)
    {
        await using var client = await BareClient.ConnectAsync(server);
        var follower = new CollectionFollower(client, nameof(Item), query);
        await follower.SubscribeAsync();
        return (follower, query);
    }

    // Rows whose bodies are sent have changed since, or were not on the page.
    private static void AssertOnlyChanged(JsonElement answer, CollectionFollower before, IReadOnlyList<Item> then, IReadOnlyCollection<Item> now)
    {
        if (!answer.TryGetProperty("entities", out var entities))
        {
            return;
        }

        foreach (var key in entities.EnumerateArray().Select(row => row.GetProperty("id").GetInt32()))
        {
            Assert.True(
                !before.Keys.Contains($"{key}") || !Same(then.Single(row => row.Id == key), now.Single(row => row.Id == key)) || WasTouched(key),
                $"{key} was sent, but has not changed");
        }

        // Changed there and back again: the log tells so, the rows do not.
        bool WasTouched(int key) => then.Any(row => row.Id == key);
    }

    private static bool IsBodyOf(System.Text.Json.Nodes.JsonObject row, Item item) =>
        ((int)row["id"]!, (string?)row["room"], (int?)row["rank"], (string?)row["title"]) == (item.Id, item.Room, item.Rank, item.Title);

    private static bool Same(Item left, Item right) => (left.Room, left.Rank, left.Title, left.At) == (right.Room, right.Rank, right.Title, right.At);

    private static IReadOnlyList<Item> Copies(IEnumerable<Item> rows) =>
        [.. rows.Select(row => new Item { Id = row.Id, Room = row.Room, Rank = row.Rank, Title = row.Title, At = row.At })];

    // As it travels: the invocation's envelope included.
    private static int Frame(JsonElement answer) => answer.GetRawText().Length + """{"type":1,"target":"Subscribed","arguments":[]}""".Length + 1;

    private sealed record Stopped(RandomQuery Query, CollectionFollower Before, IReadOnlyList<Item> Rows);
}
