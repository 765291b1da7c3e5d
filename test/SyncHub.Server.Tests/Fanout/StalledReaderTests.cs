using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Protocol;
using SyncHub.Server.Data;
using SyncHub.Server.Fanout;
using SyncHub.Server.Feed;
using SyncHub.Server.Sessions;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Fanout;

/// <summary>One client of a real server stops reading: what it costs the server, the others and, when it reads again, itself.</summary>
public sealed class StalledReaderTests : IAsyncLifetime
{
    private const int Bound = 64 * 1024;
    private const int Padding = 4000;

    private readonly ManualTimeProvider _time = new();
    private SyncHubTestServer _server = null!;
    private DataSet<Page, int> _pages = null!;
    private BareClient _stalled = null!;
    private Session _session = null!;

    public Task InitializeAsync() => StartAsync(Bound);

    public async Task DisposeAsync()
    {
        _stalled.Factory.Link.Faults.Resume();
        await _stalled.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Pushes_OneOfTwentyStalls_BoundedForItCompleteForOthersAndItConvergesWhenItReads()
    {
        var others = new List<BareClient>();
        for (var n = 0; n < 19; n++)
        {
            others.Add(await BareClient.ConnectAsync(_server));
            await others[^1].SubscribeAsync("Page", 1);
        }

        await _stalled.SubscribeAsync("Page", 1);
        await StallAsync();
        var seqs = new long?[others.Count];
        for (var n = 0; n < 300; n++)
        {
            await PatchAsync(1, n);
            await SettleAsync();
            Assert.InRange(_session.Member.Outbox.QueuedBytes, 0, Bound);
            if (n % 10 == 9)
            {
                // They are given the time to read before their own bound is reached.
                for (var index = 0; index < others.Count; index++)
                {
                    seqs[index] = await ReadChainAsync(others[index], n - 9, n, seqs[index]);
                }
            }
        }

        foreach (var other in others)
        {
            await other.DisposeAsync();
        }

        _stalled.Factory.Link.Faults.Resume();
        var refresh = await NextRefreshAsync(_stalled);
        Assert.Equal("snapshot", refresh.GetProperty("mode").GetString());
        Assert.Equal(299, refresh.GetProperty("data").GetProperty("revision").GetInt32());
        Assert.Equal(Text(299), refresh.GetProperty("data").GetProperty("text").GetString());

        await PatchAsync(1, 300);
        await PatchAsync(1, 301);
        var first = (await _stalled.NextAsync()).Argument;
        var second = (await _stalled.NextAsync()).Argument;
        Assert.Equal(Seq(refresh), first.GetProperty("prev").GetInt64());
        Assert.Equal(Seq(first), second.GetProperty("prev").GetInt64());
        Assert.Equal(301, second.GetProperty("change").GetProperty("revision").GetInt32());
    }

    [Fact]
    public async Task Pushes_StalledWithoutTheGuard_PileUpWithTheTraffic()
    {
        await DisposeAsync();
        await StartAsync(outboxBytes: 1024 * Bound);
        await _stalled.SubscribeAsync("Page", 1);
        await StallAsync();

        for (var n = 0; n < 100; n++)
        {
            await PatchAsync(1, n);
            await SettleAsync();
            Assert.True(_session.Member.Outbox.QueuedBytes > n * Padding);
        }

        _stalled.Factory.Link.Faults.Resume();
        await ReadChainAsync(_stalled, 0, 99);
    }

    [Fact]
    public async Task Unsubscribe_WhileStale_NothingOfItArrivesAfterwards()
    {
        var answer = await _stalled.SubscribeAsync("Page", 1);
        await _stalled.SubscribeAsync("Page", 2, requestId: "r2");
        await OverflowAsync();

        var unsubscribed = _stalled.InvokeAsync(HubMethods.Unsubscribe, new { subscriptionId = Id(answer) });
        while (_session.Member.Groups.Count == 3)
        {
            await SettleAsync();
        }

        _stalled.Factory.Link.Faults.Resume();
        await unsubscribed;
        _stalled.Waiting();
        await PatchAsync(1, 1000);
        await PatchAsync(2, 1001);

        var next = await _stalled.NextAsync(ClientMethods.EntityUpdated);
        Assert.Equal(2, next.GetProperty("id").GetInt32());
        Assert.DoesNotContain(_stalled.Waiting(), call => call.Argument.GetRawText().Contains(Id(answer), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Disconnect_WhileStale_ReleasesEverything()
    {
        await _stalled.SubscribeAsync("Page", 1);
        await OverflowAsync();
        var link = _stalled.Factory.Link;

        link.Drop();
        await link.Completion.WaitAsync(TimeSpan.FromSeconds(20));
        await PatchAsync(1, 1000);
        await SettleAsync();

        Assert.Empty(_server.Services.GetRequiredService<SessionRegistry>().Sessions);
        Assert.Equal(0, _session.Member.Outbox.QueuedBytes);
        Assert.Empty(_session.Member.Groups);
        Assert.Empty(_server.Logs);
    }

    [Fact]
    public async Task Subscribe_ManyLargeRowsWhileStalled_AnswersAreMadeOneAtATime()
    {
        for (var id = 10; id < 40; id++)
        {
            await _pages.AddAsync(new Page { Id = id, Text = new string('x', 50_000) });
        }

        await StallAsync();
        await HoldPumpAsync();
        var subscribed = _stalled.InvokeAsync(HubMethods.SubscribeMany, new
        {
            entities = Enumerable.Range(10, 30).Select(key => new { requestId = $"many{key}", model = "Page", key }).ToArray(),
        });

        // The pump is held: as long as the first answer is not in the outbox, it must not look as if there were room for the next.
        for (var n = 0; n < 500; n++)
        {
            await FeedAsync();
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        for (var n = 0; n < 50; n++)
        {
            await SettleAsync();
            Assert.InRange(_session.Member.Outbox.QueuedBytes, 0, (Bound / 2) + 51_000);
        }

        _stalled.Factory.Link.Faults.Resume();
        await subscribed;
        for (var id = 10; id < 40; id++)
        {
            Assert.Equal($"many{id}", (await _stalled.NextAsync(ClientMethods.Subscribed)).GetProperty("requestId").GetString());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ApplicationMessages_BeyondTheBound_CloseTheConnectionWithAReasonIfItCanHearIt(bool readsAgain)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _stalled.Connection.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        using var gauges = new Gauges(_server.Services);
        await _stalled.SubscribeAsync("Page", 1);
        await StallAsync();
        var hub = _server.Services.GetRequiredService<IHubContext<AppHub>>();
        var text = new string('x', Bound / 4);
        for (var n = 0; n < 30; n++)
        {
            await hub.Clients.All.SendAsync("Said", text);
        }

        // The farewell waits for the client to take it.
        await _time.WhenTimerArmedAsync(TimeSpan.FromSeconds(1)).WaitAsync(TimeSpan.FromSeconds(20));
        if (readsAgain)
        {
            _stalled.Factory.Link.Faults.Resume();
            var closing = await _stalled.NextAsync(ClientMethods.Closing);
            Assert.Equal("limit-exceeded", closing.GetProperty("code").GetString());
            Assert.DoesNotContain(_stalled.Waiting(), call => call.Method == ClientMethods.Closing);

            // It stays, although it has been told.
            await gauges.WhenAsync("synchub.subscriptions", 0);
            await _time.WhenTimerArmedAsync(TimeSpan.FromSeconds(1)).WaitAsync(TimeSpan.FromSeconds(20));
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        else
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _stalled.Factory.Link.Faults.Resume();
        }

        await closed.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Single(_server.Logs, log => log.Contains("outbox", StringComparison.Ordinal));
    }

    private static string Id(JsonElement answer) => answer.GetProperty("subscriptionId").GetString()!;

    private static long Seq(JsonElement message) => message.GetProperty("version").GetProperty("seq").GetInt64();

    private static string Text(int revision) => $"{revision}:{new string('x', Padding)}";

    private static async Task<long?> ReadChainAsync(BareClient client, int firstRevision, int lastRevision, long? seq = null)
    {
        for (var revision = firstRevision; revision <= lastRevision; revision++)
        {
            var push = await client.NextAsync(ClientMethods.EntityUpdated);
            Assert.Equal(revision, push.GetProperty("change").GetProperty("revision").GetInt32());
            Assert.Equal(seq ?? push.GetProperty("prev").GetInt64(), push.GetProperty("prev").GetInt64());
            seq = Seq(push);
        }

        return seq;
    }

    private static async Task<JsonElement> NextRefreshAsync(BareClient client)
    {
        while (true)
        {
            var answer = await client.NextAsync(ClientMethods.Subscribed);
            if (!answer.TryGetProperty("requestId", out _))
            {
                return answer;
            }
        }
    }

    private async Task PatchAsync(int id, int revision) => await _pages.PatchAsync(id, page =>
    {
        page.Revision = revision;
        page.Text = Text(revision);
    });

    // What has been written so far is in the outboxes: the feed's loop has passed it on, and the pump has taken it.
    private async Task SettleAsync()
    {
        await FeedAsync();
        await _server.Services.GetRequiredService<FanoutPump>().WhenAppendedAsync();
    }

    private Task FeedAsync()
    {
        Assert.True(_server.Services.GetRequiredService<FeedRegistry>().TryGet("Page", out var feed));
        return feed.LeaveAsync(_session, "no such subscription");
    }

    // A group whose members all stall makes the pump wait, until a second has passed.
    private async Task HoldPumpAsync()
    {
        var pump = _server.Services.GetRequiredService<FanoutPump>();
        for (var n = 0; n < 20; n++)
        {
            var connection = new FanoutConnection($"held{n}", stalls: true);
            await pump.EnqueueAsync(new FanoutItem.Connect(connection.CreateMember(new OutboxLimits(10, TimeSpan.FromSeconds(1)), _time)));
            await pump.EnqueueAsync(new FanoutItem.Join(connection.Id, "held", IsSync: true));
        }

        await pump.EnqueueAsync(new FanoutItem.Send(new FanoutTarget.Group("held"), FanoutConnection.Message("p", 1)));
        await pump.WhenAppendedAsync();
        await pump.EnqueueAsync(new FanoutItem.Send(new FanoutTarget.Group("held"), FanoutConnection.Message("p", 2)));
        await _time.WhenTimerArmedAsync(TimeSpan.FromSeconds(1)).WaitAsync(TimeSpan.FromSeconds(20));
    }

    // Stops the client from reading, fills the pipe, and lets the pending write grow old.
    private async Task StallAsync()
    {
        _stalled.Factory.Link.Faults.Stall();
        var pump = _server.Services.GetRequiredService<FanoutPump>();
        await pump.EnqueueAsync(new FanoutItem.Answer(_session.ConnectionId, FanoutConnection.Message("Fill", new string('x', 70_000)), Group: null));
        await pump.WhenAppendedAsync();
        Assert.False(_session.Member.Outbox.WhenReadingAsync().IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
    }

    private async Task OverflowAsync()
    {
        await StallAsync();
        while (!_session.Member.HasStale)
        {
            await PatchAsync(1, 1);
            await PatchAsync(1, 2);
            await SettleAsync();
        }
    }

    private async Task StartAsync(long outboxBytes)
    {
        _server = await SyncHubTestServer.StartAsync<AppHub>(
            models => models.AddModel<Page, int>(),
            new TestServerSettings { Time = _time, Options = options => options.Limits.OutboxBytes = outboxBytes });
        _pages = _server.Data<Page, int>();
        await _pages.AddAsync(new Page { Id = 1, Revision = -1 });
        await _pages.AddAsync(new Page { Id = 2 });
        _stalled = await BareClient.ConnectAsync(_server);
        await _stalled.InvokeAsync(HubMethods.Hello, new { protocols = new[] { 1 } });
        _session = _server.Services.GetRequiredService<SessionRegistry>().Sessions.Single();
    }

    private sealed class Page
    {
        public int Id { get; init; }

        public int Revision { get; set; }

        public string Text { get; set; } = string.Empty;
    }
}
