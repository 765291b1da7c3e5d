using SyncHub.Protocol;
using SyncHub.Server.Sessions;
using SyncHub.Server.Tests.Hubs;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Feed;

public sealed class FeedDebounceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Timers count in coarser steps than the clock that the window is measured by.</summary>
    [Fact]
    public async Task Flush_TimerFiresEarly_IsStartedAgain()
    {
        var time = new ManualTimeProvider();
        await using var harness = new FeedHarness(configure: model => model.Debounce(TimeSpan.FromMilliseconds(10)), time: new EarlyTimers(time));
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var pushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var session = harness.Open(message => (message is Subscribed ? answered : pushed).TrySetResult());
        Assert.Null(session.Ask(new EntityRequest("r1", harness.Feed, 1, null, null)));
        await answered.Task.WaitAsync(Patience);

        await harness.Notes.AddAsync(new Note { Id = 1 });
        await time.WhenTimerArmedAsync(TimeSpan.FromMilliseconds(9)).WaitAsync(Patience);
        time.Advance(TimeSpan.FromMilliseconds(9));
        await time.WhenTimerArmedAsync(TimeSpan.FromMilliseconds(1)).WaitAsync(Patience);
        Assert.False(pushed.Task.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        await pushed.Task.WaitAsync(Patience);
    }

    /// <summary>More rows than the feed reads from the log at once, and than a list holds back before it pushes.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task Commit_OfThousandsOfRows_IsOnePushToAList(int debounce)
    {
        var time = new ManualTimeProvider();
        await using var server = await SyncHubTestServer.StartAsync(
            models => models.AddModel<Note, int>(model => model.Debounce(TimeSpan.FromMilliseconds(debounce))), new TestServerSettings { Time = time });
        await using var client = await BareClient.ConnectAsync(server);
        await client.InvokeAsync("SubscribeCollection", new { requestId = "r1", model = "Note", order = new { id = "ASC" }, top = 3, total = true });
        await client.NextAsync("Subscribed");

        await server.Data<Note, int>().CommitAsync(batch =>
        {
            for (var id = 1; id <= 2_500; id++)
            {
                batch.Add(new Note { Id = id });
            }
        });
        if (debounce > 0)
        {
            await time.WhenTimerArmedAsync(TimeSpan.FromMilliseconds(debounce)).WaitAsync(Patience);
            time.Advance(TimeSpan.FromMilliseconds(debounce));
        }

        var push = await client.NextAsync();
        Assert.Equal(2_500, push.Argument.GetProperty("totalCount").GetInt32());
    }

    /// <summary>Its timers fire a millisecond early where they can.</summary>
    private sealed class EarlyTimers(TimeProvider inner) : TimeProvider
    {
        private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(1);

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

        public override long GetTimestamp() => inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new Timer(inner.CreateTimer(callback, state, dueTime, period));

        private sealed class Timer(ITimer timer) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime > Early ? dueTime - Early : dueTime, period);

            public void Dispose() => timer.Dispose();

            public ValueTask DisposeAsync() => timer.DisposeAsync();
        }
    }
}
