using System.Text.Json;
using SyncHub.Queries;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Collections;

/// <summary>Bad input, limits, and sources in trouble: named, and nobody else notices.</summary>
public sealed class CollectionTroubleTests
{
    [Theory]
    [InlineData("""{ "filter": { "colour": { "$eq": "a" } } }""", "invalid-filter", "colour")]
    [InlineData("""{ "filter": { "rank": { "$like": "a" } } }""", "invalid-filter", "$like")]
    [InlineData("""{ "filter": { "rank": { "$eq": "a" } } }""", "invalid-filter", "rank")]
    [InlineData("""{ "filter": { "rank": { "$about": 1 } } }""", "invalid-filter", "$about")]
    [InlineData("""{ "filter": { "title": { "$regex": "(a" } } }""", "invalid-filter", "(a")]
    [InlineData("""{ "filter": [] }""", "invalid-filter", "filter")]
    [InlineData("""{ "order": { "colour": "ASC" } }""", "invalid-filter", "colour")]
    [InlineData("""{ "order": { "rank": "UP" } }""", "invalid-filter", "UP")]
    [InlineData("""{ "top": -1 }""", "invalid-request", "top")]
    [InlineData("""{ "skip": -1 }""", "invalid-request", "skip")]
    [InlineData("""{ "top": 1.5 }""", "invalid-request", "1.5")]
    [InlineData("""{ "top": "5" }""", "invalid-request", "top")]
    [InlineData("""{ "total": 1 }""", "invalid-request", "total")]
    [InlineData("""{ "top": 1001 }""", "limit-exceeded", "1001")]
    [InlineData("""{ "skip": 10001 }""", "limit-exceeded", "10001")]
    [InlineData("""{ "filtre": {} }""", "invalid-request", "filtre")]
    [InlineData("""{ "knownKeys": [ true ] }""", "invalid-request", "true")]
    [InlineData("""{ "knownKeys": 1 }""", "invalid-request", "knownKeys")]
    [InlineData("""{ "filter": { "$not": { "$not": { "$not": { "$not": { "$not": { "$not": { "$not": { "$not": { "$not": { "rank": { "$eq": 1 } } } } } } } } } } } }""", "limit-exceeded", "8")]
    public async Task SubscribeCollection_BadInput_IsAnErrorThatNamesItAndNobodyElseNotices(string query, string code, string named)
    {
        await using var server = await StartAsync(new TestedSource());
        await using var client = await BareClient.ConnectAsync(server);
        var bad = new CollectionFollower(client, nameof(Item), query);
        await using var otherClient = await BareClient.ConnectAsync(server);
        var other = new CollectionFollower(otherClient, nameof(Item), """{ "top": 5 }""");
        await other.SubscribeAsync();

        await bad.SubscribeAsync();
        await server.Data<Item, int>().AddAsync(new Item { Id = 1 });
        await other.UntilAsync(() => other.Keys.Count == 1);

        Assert.Equal(code, bad.Error!.Value.Text("code"));
        Assert.Contains(named, bad.Error.Value.Text("error"), StringComparison.Ordinal);
        Assert.False(bad.Error.Value.GetProperty("retryable").GetBoolean());
        Assert.True(bad.Error.Value.GetProperty("ended").GetBoolean());
        Assert.Empty(server.Logs);
    }

    [Fact]
    public async Task SubscribeCollection_UnboundedBeyondTheLimit_IsRefusedAndAPageOfItIsNot()
    {
        await using var server = await StartAsync(new TestedSource(), options => options.Limits.Query = new QueryLimits { Matches = 3 });
        await AddAsync(server, 1, 2, 3, 4);
        var whole = await FollowAsync(server, "{}");
        var page = await FollowAsync(server, """{ "top": 2 }""");
        var wholeBesidePage = await FollowAsync(server, "{}");

        Assert.Equal("limit-exceeded", whole.Error!.Value.Text("code"));
        Assert.Equal("limit-exceeded", wholeBesidePage.Error!.Value.Text("code"));
        Assert.Equal(["1", "2"], page.Keys);
        Assert.Equal(4, page.Total);
    }

    [Fact]
    public async Task CollectionChanged_UnboundedGrowsBeyondTheLimit_EndsWithAnErrorAndAPageGoesOn()
    {
        await using var server = await StartAsync(new TestedSource(), options => options.Limits.Query = new QueryLimits { Matches = 3 });
        await AddAsync(server, 1, 2, 3);
        var whole = await FollowAsync(server, "{}");
        var page = await FollowAsync(server, """{ "top": 2 }""");

        await AddAsync(server, 0);
        await whole.UntilAsync(() => whole.Error is not null);
        await AddAsync(server, -1);
        await page.UntilAsync(() => page.Keys.SequenceEqual(["-1", "0"]));

        Assert.Equal("limit-exceeded", whole.Error!.Value.Text("code"));
        Assert.Equal(whole.SubscriptionId, whole.Error.Value.Text("subscriptionId"));
        Assert.True(whole.Error.Value.GetProperty("ended").GetBoolean());
        Assert.Equal((3L, 0), (whole.Total, whole.Pushes));
    }

    [Fact]
    public async Task SubscribeCollection_SourceThrows_IsUnavailableAndAskingAgainIsAnswered()
    {
        var source = new TestedSource { Failure = new InvalidOperationException("secret") };
        await using var server = await StartAsync(source);
        await AddAsync(server, 1);
        var follower = await FollowAsync(server, """{ "top": 2 }""");
        var error = follower.Error!.Value;

        source.Failure = null;
        await follower.SubscribeAsync();

        Assert.Equal("source-unavailable", error.Text("code"));
        Assert.True(error.GetProperty("retryable").GetBoolean() && error.GetProperty("ended").GetBoolean());
        Assert.True(error.GetProperty("retryAfterMs").GetInt32() > 0);
        Assert.DoesNotContain("secret", error.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(["1"], follower.Keys);
    }

    [Fact]
    public async Task SubscribeCollection_SourceHangs_IsUnavailableAfterTheTimeout()
    {
        var time = new ManualTimeProvider();
        var source = new TestedSource();
        await using var server = await SyncHubTestServer.StartAsync(
            models => models.AddModel<Item, int>(), source.Settings(options => options.SourceTimeout = TimeSpan.FromSeconds(3)) with { Time = time });
        await using var client = await BareClient.ConnectAsync(server);
        var follower = new CollectionFollower(client, nameof(Item), "{}");
        source.Close();
        await follower.AskAsync();
        await source.WhenReadingAsync();

        time.Advance(TimeSpan.FromSeconds(4));
        await follower.UntilAsync(() => follower.Error is not null);

        Assert.Equal("source-unavailable", follower.Error!.Value.Text("code"));
        source.Open();
        await follower.SubscribeAsync();
        Assert.Null(follower.Error);
    }

    /// <summary>A page has run out of rows, and the source does not give it more: the subscription is told, kept, and starts afresh by itself.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CollectionChanged_SourceFailsARefill_IsToldAndHealsByItself(bool deep)
    {
        var time = new ManualTimeProvider();
        var source = new TestedSource();
        await using var server = await SyncHubTestServer.StartAsync(
            models => models.AddModel<Item, int>(),
            source.Settings(options => (options.FullResult, options.DeepPage) = (0, deep ? 0 : 100)) with { Time = time });
        await AddAsync(server, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        var follower = await FollowAsync(server, """{ "top": 2 }""");
        source.Failure = new InvalidOperationException("down");
        var items = server.Data<Item, int>();
        await items.CommitAsync(batch =>
        {
            for (var id = 1; id <= 4; id++)
            {
                batch.Remove(id);
            }
        });
        await follower.UntilAsync(() => follower.Error is not null);
        var (error, answers) = (follower.Error!.Value, follower.Answers);
        await items.RemoveAsync(5);

        source.Failure = null;
        time.Advance(TimeSpan.FromSeconds(2));
        await follower.UntilAsync(() => follower.Answers > answers);

        Assert.Equal("source-unavailable", error.Text("code"));
        Assert.False(error.GetProperty("ended").GetBoolean());
        Assert.Equal(follower.SubscriptionId, error.Text("subscriptionId"));
        await follower.UntilAsync(() => follower.Keys.SequenceEqual(["6", "7"]) && follower.Total == 4);
        await items.RemoveAsync(6);
        await follower.UntilAsync(() => follower.Keys.SequenceEqual(["7", "8"]));
        Assert.Null(follower.Violation);
    }

    /// <summary>Found by the oracle: a page that was read again just before the source showed the write stayed as it was.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CollectionChanged_SourceShowsAWriteLate_IsReadAgainUntilItDoes(bool deep)
    {
        var source = new TestedSource();
        await using var server = await StartAsync(source, options => (options.FullResult, options.DeepPage) = (0, deep ? 0 : 100));
        await AddAsync(server, 1, 2, 3, 4, 5, 6);
        var follower = await FollowAsync(server, """{ "top": 2 }""");
        source.Lag(3);
        var reads = source.Reads;

        await server.Data<Item, int>().CommitAsync(batch =>
        {
            batch.Remove(1);
            batch.Remove(2);
            batch.Remove(3);
        });
        await follower.UntilAsync(() => follower.Keys.SequenceEqual(["4", "5"]) && follower.Total == 3);

        Assert.Null(follower.Violation);
        Assert.True(source.Reads >= reads + (deep ? 4 : 1), $"{source.Reads - reads} reads");
    }

    /// <summary>While a page waits for rows, no position vouches for what its follower has not been shown.</summary>
    [Fact]
    public async Task Position_WhileARefillIsOut_DoesNotPassIt()
    {
        var source = new TestedSource();
        await using var server = await StartAsync(source, options =>
        {
            options.FullResult = 0;
            options.PositionInterval = TimeSpan.FromMilliseconds(5);
        });
        await AddAsync(server, 1, 2, 3, 4, 5);
        await using var client = await BareClient.ConnectAsync(server);
        await client.InvokeAsync("SubscribeCollection", new { requestId = "1", model = "Item", top = 1 });
        await client.NextAsync("Subscribed");
        source.Close();
        await server.Data<Item, int>().CommitAsync(batch =>
        {
            batch.Remove(1);
            batch.Remove(2);
        });
        await source.WhenReadingAsync();
        await source.WhenReadingAsync();
        await client.InvokeAsync("SubscribeEntity", new { requestId = "settles", model = "Item", key = 9 });
        var early = new List<ServerCall>();
        do
        {
            early.Add(await client.NextAsync());
        }
        while (early[^1].Method != "Subscribed");

        var told = early.Where(call => call.Method == "Position").Select(call => call.Argument.GetProperty("positions")[0].Seq());
        source.Open();

        var calls = new List<ServerCall>();
        do
        {
            calls.Add(await client.NextAsync());
        }
        while (calls[^1].Method != "Position" || calls[^1].Argument.GetProperty("positions")[0].Seq() < 7);

        Assert.All(told, seq => Assert.InRange(seq, 0, 5));
        var push = Assert.Single(calls, call => call.Method is "CollectionChanged" or "CollectionSnapshot");
        Assert.Equal((7, 3), (push.Argument.Seq(), push.Argument.GetProperty("totalCount").GetInt64()));
        Assert.True(calls.IndexOf(push) < calls.Count - 1);
    }

    private static Task<SyncHubTestServer> StartAsync(TestedSource source, Action<SyncHubOptions>? options = null) =>
        SyncHubTestServer.StartAsync(models => models.AddModel<Item, int>(), source.Settings(options));

    private static Task AddAsync(SyncHubTestServer server, params int[] keys) => server.Data<Item, int>().CommitAsync(batch =>
    {
        foreach (var key in keys)
        {
            batch.Add(new Item { Id = key });
        }
    });

    private static async Task<CollectionFollower> FollowAsync(SyncHubTestServer server, string query)
    {
        var follower = new CollectionFollower(await BareClient.ConnectAsync(server), nameof(Item), query);
        await follower.SubscribeAsync();
        return follower;
    }
}
