using System.Threading.Channels;
using SyncHub.Protocol;
using SyncHub.Queries;
using SyncHub.Server.Authorization;
using SyncHub.Server.Collections;
using SyncHub.Server.Data;
using SyncHub.Server.Feed;
using SyncHub.Server.Sessions;
using SyncHub.Server.Tests.Feed;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Collections;

/// <summary>Guards that a fault elsewhere needs before they matter: each of these fails where its guard is missing.</summary>
public sealed class CollectionGuardTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>A refill from before the changes that the list has forgotten would bring rows back as they were.</summary>
    [Fact]
    public async Task CollectionChanged_RefillIsOlderThanWhatTheListHasTakenIn_IsReadAgain()
    {
        var source = new TestedSource();
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Item, int>(), source.Settings(options => options.FullResult = 0));
        var items = server.Data<Item, int>();
        await items.CommitAsync(batch =>
        {
            for (var id = 1; id <= 5; id++)
            {
                batch.Add(new Item { Id = id });
            }
        });
        RowsRead<Item>? early = null;
        source.Alter = read => early ??= read;
        await FollowAsync(server, """{ "order": { "title": "ASC" } }""");
        source.Alter = read => read;
        var follower = await FollowAsync(server, """{ "top": 1 }""");
        await items.PatchAsync(3, item => { item.Rank = 3; });
        var reads = 0;
        source.Alter = read => reads++ == 0 ? read with { Rows = [.. early!.Rows.Skip(2).Take(2)], Position = early.Position } : read;

        await items.CommitAsync(batch =>
        {
            batch.Remove(1);
            batch.Remove(2);
        });
        await follower.UntilAsync(() => follower.Keys.SequenceEqual(["3"]));

        Assert.Equal(3, (int?)follower.Rows[0]["rank"]);
        Assert.Null(follower.Violation);
    }

    [Fact]
    public async Task SubscribeCollection_PositionBeyondTheRetention_IsASnapshot()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Item, int>(model => model.Retain(count: 2)), new TestedSource().Settings());
        var items = server.Data<Item, int>();
        await items.AddAsync(new Item { Id = 1, Title = new string('x', 200) });
        await items.AddAsync(new Item { Id = 2, Title = new string('y', 200) });
        var before = await FollowAsync(server, "{}");
        for (var rank = 0; rank < 3; rank++)
        {
            await items.PatchAsync(1, item => { item.Rank = rank; });
        }

        var resumed = new CollectionFollower(await BareClient.ConnectAsync(server), nameof(Item), "{}");
        resumed.TakeOver(before);
        await resumed.SubscribeAsync(resume: true, knownKeys: true);

        Assert.Equal("snapshot", resumed.Answer.Text("mode"));
    }

    /// <summary>A refresh that was on its way when its subscription ended: neither an answer, nor a group that nobody holds.</summary>
    [Fact]
    public async Task Join_RefreshOfASubscriptionThatHasEnded_IsNotAnswered()
    {
        await using var harness = new FeedHarness(time: new ManualTimeProvider());
        await harness.Feed.Ready.WaitAsync(Patience);
        var received = Channel.CreateUnbounded<object>();
        var session = harness.Open(message => received.Writer.TryWrite(message));
        var query = harness.Feed.Model.ReadQuery(AccessScope.Everything, filter: default, order: default, top: null, skip: 0, total: true, new QueryLimits());
        Assert.Null(session.Ask(new CollectionRequest("r1", harness.Feed, query, null, null, null)));
        await received.Reader.ReadAsync().AsTask().WaitAsync(Patience);

        var ended = new Subscription(new CollectionRequest("r0", harness.Feed, query, null, null, null), new EndedGroup(query));
        var error = await harness.Feed.JoinAsync(new CollectionJoin { Session = session, Query = query, Scope = AccessScope.Everything, Refreshes = ended }).WaitAsync(Patience);

        Assert.Null(error);
        Assert.False(received.Reader.TryRead(out var answer), $"{answer}");
    }

    /// <summary>A connection that asked for nothing else is gone: its list waits neither for the source nor for the time limit, which never ends here.</summary>
    [Fact]
    public async Task Disconnect_WhileTheOnlyAskerWaitsForTheSource_ListIsLetGoBeforeTheReadEnds()
    {
        var source = new TestedSource();
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Item, int>(), source.Settings() with { Time = new ManualTimeProvider() });
        using var gauges = new Gauges(server.Services);
        var client = await BareClient.ConnectAsync(server);
        source.Close();
        await new CollectionFollower(client, nameof(Item), "{}").AskAsync();
        await source.WhenReadingAsync();
        Assert.Equal(1, gauges["synchub.live_queries"]);

        await client.DisposeAsync();

        await gauges.WhenZeroAsync("synchub.live_queries");
        source.Open();
    }

    private static async Task<CollectionFollower> FollowAsync(SyncHubTestServer server, string query)
    {
        var follower = new CollectionFollower(await BareClient.ConnectAsync(server), nameof(Item), query);
        await follower.SubscribeAsync();
        return follower;
    }

    private sealed class EndedGroup(Query query) : SubscriptionGroup(AccessScope.Everything, 0), ICollectionGroup
    {
        public Query Query => query;
    }
}
