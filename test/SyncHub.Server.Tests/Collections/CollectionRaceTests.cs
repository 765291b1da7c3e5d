using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SyncHub.Json;
using SyncHub.Queries;
using SyncHub.Server.Data;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Server.Tests.Feed;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Collections;

/// <summary>Reads that end between a change and its push, behind or ahead of the feed, in another epoch, or halfway.</summary>
public sealed class CollectionRaceTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>A page that was waited for is answered only with what the others of its list have been shown, too.</summary>
    [Fact]
    public async Task SubscribeCollection_RefillEndsWhileAChangeIsHeldBack_AnswerHasTheChange()
    {
        var (time, source) = (new ManualTimeProvider(), new TestedSource());
        await using var server = await StartAsync(source, time, debounce: Window, options: options => options.FullResult = 0);
        await AddAsync(server, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        await FollowAsync(server, """{ "top": 1 }""");
        source.Close();
        var late = await AskAsync(server, """{ "top": 6 }""");
        await ReadsAsync(source, 2);
        await AddAsync(server, 0);
        await SettleAsync(server);
        source.Open();
        await late.UntilAsync(() => late.Answers == 1);

        await EndWindowAsync(server, time);
        await AddAsync(server, 10);
        await EndWindowAsync(server, time);
        await late.UntilAsync(() => late.Total == 11);

        Assert.Null(late.Violation);
        Assert.Equal(["0", "1", "2", "3", "4", "5"], late.Keys);
    }

    [Fact]
    public async Task SubscribeCollection_RequeryEndsWhileAChangeIsHeldBack_FollowerIsShownTheChange()
    {
        var time = new ManualTimeProvider();
        var source = new TestedSource { Evaluation = QueryEvaluation.Requery };
        await using var server = await StartAsync(source, time, debounce: Window);
        await AddAsync(server, 1);
        var (isRead, goOn) = (Signal(), Signal());
        source.AfterRead = () =>
        {
            isRead.TrySetResult();
            return goOn.Task;
        };
        var follower = await AskAsync(server, "{}");
        await isRead.Task.WaitAsync(Window);
        await AddAsync(server, 2);
        await SettleAsync(server);
        goOn.SetResult();
        await follower.UntilAsync(() => follower.Answers == 1);

        await EndWindowAsync(server, time);
        await follower.UntilAsync(() => follower.Total == 2);

        Assert.Null(follower.Violation);
        Assert.Equal(["1", "2"], follower.Keys);
    }

    /// <summary>A source that is ahead of the log brings a change that no seq stands for yet: only the whole page may say so.</summary>
    [Fact]
    public async Task CollectionChanged_RequeryAheadOfTheFeedForAnotherPage_FollowerIsShownTheChange()
    {
        var (time, source) = (new ManualTimeProvider(), new TestedSource { Evaluation = QueryEvaluation.Requery });
        HeldLog? log = null;
        await using var server = await StartAsync(source, time, follow: inner => log = new HeldLog(inner));
        await AddAsync(server, 1);
        var follower = await FollowAsync(server, "{}");
        log!.Hold();
        await AddAsync(server, 2);
        await FollowAsync(server, """{ "top": 9 }""");
        log.Release();
        await SettleAsync(server);

        await follower.UntilAsync(() => follower.Total == 2);

        Assert.Null(follower.Violation);
        Assert.Equal(["1", "2"], follower.Keys);
    }

    /// <summary>Who resumes from a page that may be ahead of the log cannot be told by the log what they have missed.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SubscribeCollection_ResumesFromARequeryAheadOfTheFeed_FollowerIsShownTheChange(bool knownKeys)
    {
        var (time, source) = (new ManualTimeProvider(), new TestedSource { Evaluation = QueryEvaluation.Requery });
        HeldLog? log = null;
        await using var server = await StartAsync(source, time, follow: inner => log = new HeldLog(inner));
        await AddAsync(server, 1);
        var before = await FollowAsync(server, "{}");
        log!.Hold();
        await server.Data<Item, int>().PatchAsync(1, item => { item.Title = "changed"; });
        await FollowAsync(server, """{ "top": 9 }""");
        var resumed = new CollectionFollower(await BareClient.ConnectAsync(server), nameof(Item), "{}");
        resumed.TakeOver(before);
        await resumed.SubscribeAsync(resume: true, knownKeys);
        log.Release();
        await SettleAsync(server);

        await resumed.UntilAsync(() => (string?)resumed.Rows[0]["title"] == "changed");

        Assert.Null(resumed.Violation);
    }

    [Fact]
    public async Task SubscribeCollection_LogBeganAnewWhileResumesWait_AreAnsweredInTheNewEpoch()
    {
        var (time, source) = (new ManualTimeProvider(), new TestedSource { Evaluation = QueryEvaluation.Requery });
        HeldLog? log = null;
        await using var server = await StartAsync(source, time, follow: inner => log = new HeldLog(inner));
        using var other = new InMemoryChangeLog(new Dictionary<string, ChangeRetention> { [nameof(Item)] = ChangeRetention.Default }, TimeProvider.System);
        await AddAsync(server, 1, 2);
        var before = await FollowAsync(server, """{ "top": 8 }""");
        source.Close();
        var resumed = new CollectionFollower(await BareClient.ConnectAsync(server), nameof(Item), """{ "top": 9 }""");
        resumed.TakeOver(before);
        await resumed.AskAsync(resume: true, knownKeys: true);
        await ReadsAsync(source, 2);

        log!.Release(other);
        await ReadsAsync(source, 1);
        source.Open();
        await resumed.UntilAsync(() => resumed.Answers == 1);

        Assert.Equal("snapshot", resumed.Answer.Text("mode"));
        Assert.NotEqual(before.Epoch, resumed.Epoch);
        Assert.Equal(["1", "2"], resumed.Keys);
    }

    /// <summary>A list that ended while somebody was about to join it must not be taken for the one of the same name that comes after it.</summary>
    [Fact]
    public async Task SubscribeCollection_ListEndedAndBegunAnew_IsSharedByAllWhoComeAfter()
    {
        var (time, source) = (new ManualTimeProvider(), new TestedSource());
        await using var server = await StartAsync(source, time, debounce: TimeSpan.FromSeconds(1), options: options =>
        {
            options.Limits.Query = new QueryLimits { Matches = 3 };
            options.IdleQuery = TimeSpan.FromSeconds(30);
        });
        await AddAsync(server, 1, 2, 3);
        await FollowAsync(server, """{ "top": 2 }""");
        var ended = await FollowAsync(server, "{}");
        await AddAsync(server, 4);
        var refused = await FollowAsync(server, "{}");
        await ended.UntilAsync(() => ended.Error is not null);
        await server.Data<Item, int>().RemoveAsync(4);
        await SettleAsync(server);
        time.Advance(TimeSpan.FromSeconds(1));

        var first = await FollowAsync(server, "{}");
        time.Advance(TimeSpan.FromSeconds(45));
        var second = await FollowAsync(server, "{}");

        Assert.Equal("limit-exceeded", refused.Error!.Value.Text("code"));
        Assert.NotEqual(ended.SubscriptionId, first.SubscriptionId);
        Assert.Equal(first.SubscriptionId, second.SubscriptionId);
    }

    /// <summary>Rows that cannot be put in order are a source in trouble: it is said, and asked again when it may be over.</summary>
    [Fact]
    public async Task SubscribeCollection_SourceReturnsUnreadableRows_IsAnErrorAndAskingAgainIsAnswered()
    {
        var (time, source) = (new ManualTimeProvider(), new TestedSource());
        await using var server = await StartAsync(source, time);
        await AddAsync(server, 1, 2, 3);
        source.Alter = read => read with { Rows = [.. read.Rows.Select(Unreadable)] };
        var follower = await FollowAsync(server, """{ "order": { "rank": "ASC" } }""");
        var error = follower.Error;
        source.Alter = read => read;
        await follower.SubscribeAsync();

        Assert.Equal("internal-error", error!.Value.Text("code"));
        Assert.True(error.Value.GetProperty("retryable").GetBoolean());
        Assert.Equal(["1", "2", "3"], follower.Keys);
    }

    [Theory]
    [InlineData(QueryEvaluation.InMemory)]
    [InlineData(QueryEvaluation.Requery)]
    public async Task CollectionChanged_SourceReturnsWhatCannotBeShown_HealsByItself(QueryEvaluation evaluation)
    {
        var (time, source) = (new ManualTimeProvider(), new TestedSource { Evaluation = evaluation });
        await using var server = await StartAsync(source, time, options: options => options.FullResult = 0);
        await AddAsync(server, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        var follower = await FollowAsync(server, """{ "order": { "rank": "ASC" }, "top": 2 }""");
        source.Alter = evaluation == QueryEvaluation.Requery
            ? read => read with { Rows = [.. read.Rows, .. read.Rows] }
            : read => read with { Rows = [.. read.Rows.Select(Unreadable)] };
        await server.Data<Item, int>().CommitAsync(batch =>
        {
            for (var id = 1; id <= 4; id++)
            {
                batch.Remove(id);
            }
        });
        await follower.UntilAsync(() => follower.Error is not null);
        var answers = follower.Answers;
        source.Alter = read => read;
        for (var second = 0; second < 5; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await SettleAsync(server);
        }

        await follower.UntilAsync(() => follower.Answers > answers && follower.Keys.SequenceEqual(["5", "6"]));
        await server.Data<Item, int>().RemoveAsync(5);
        await follower.UntilAsync(() => follower.Keys.SequenceEqual(["6", "7"]) && follower.Total == 4);

        Assert.Null(follower.Violation);
    }

    private static Row<Item> Unreadable(Row<Item> row) =>
        new(row.Key, new RawJson(Encoding.UTF8.GetBytes("[]")), (JsonTypeInfo<Item>)JsonSerializerOptions.Default.GetTypeInfo(typeof(Item)));

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static Task<SyncHubTestServer> StartAsync(
        TestedSource source, ManualTimeProvider time, TimeSpan debounce = default, Func<IChangeLog, IChangeLog>? follow = null, Action<SyncHubOptions>? options = null)
    {
        var settings = source.Settings(options);
        return SyncHubTestServer.StartAsync(
            models => models.AddModel<Item, int>(model => model.Debounce(debounce)),
            settings with
            {
                Time = time,
                Services = services =>
                {
                    settings.Services!(services);
                    if (follow is not null)
                    {
                        services.Replace(ServiceDescriptor.Singleton(follow(
                            new InMemoryChangeLog(new Dictionary<string, ChangeRetention> { [nameof(Item)] = ChangeRetention.Default }, TimeProvider.System))));
                    }
                },
            });
    }

    private static Task AddAsync(SyncHubTestServer server, params int[] keys) => server.Data<Item, int>().CommitAsync(batch =>
    {
        foreach (var key in keys)
        {
            batch.Add(new Item { Id = key });
        }
    });

    private static async Task ReadsAsync(TestedSource source, int count)
    {
        for (; count > 0; count--)
        {
            await source.WhenReadingAsync();
        }
    }

    // Whoever joins is answered when all that was written before has been taken in.
    private static async Task SettleAsync(SyncHubTestServer server)
    {
        await using var client = await BareClient.ConnectAsync(server);
        await client.SubscribeAsync("Item", 99, requestId: "settles");
    }

    private static async Task EndWindowAsync(SyncHubTestServer server, ManualTimeProvider time)
    {
        await SettleAsync(server);
        time.Advance(Window);
    }

    private static async Task<CollectionFollower> AskAsync(SyncHubTestServer server, string query)
    {
        var follower = new CollectionFollower(await BareClient.ConnectAsync(server), nameof(Item), query);
        await follower.AskAsync();
        return follower;
    }

    private static async Task<CollectionFollower> FollowAsync(SyncHubTestServer server, string query)
    {
        var follower = new CollectionFollower(await BareClient.ConnectAsync(server), nameof(Item), query);
        await follower.SubscribeAsync();
        return follower;
    }
}
