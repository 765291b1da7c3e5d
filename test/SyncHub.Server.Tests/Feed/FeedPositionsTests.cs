using System.Threading.Channels;
using SyncHub.Protocol;
using SyncHub.Server.Sessions;
using SyncHub.Server.Tests.Hubs;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Feed;

public sealed class FeedPositionsTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Tell_ChangeIsHeldBack_StopsShortOfIt()
    {
        var time = new ManualTimeProvider();
        await using var harness = new FeedHarness(configure: model => model.Debounce(TimeSpan.FromHours(1)), time: time);
        var (_, received) = await SubscribeAsync(harness);
        await harness.Notes.AddAsync(new Note { Id = 9 });
        await harness.Notes.AddAsync(new Note { Id = 1 });

        time.Advance(Interval);
        var position = await received.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(1, Assert.Single(Assert.IsType<Position>(position).Positions).Version.Seq);
    }

    [Fact]
    public async Task Tell_LastSubscriptionHasEnded_IsNotTold()
    {
        var time = new ManualTimeProvider();
        await using var harness = new FeedHarness(time: time);
        var (session, ofLeft) = await SubscribeAsync(harness);
        var (_, ofOther) = await SubscribeAsync(harness);
        Assert.True(await session.WithdrawAsync("r1"));
        await harness.Notes.AddAsync(new Note { Id = 9 });

        time.Advance(Interval);
        Assert.IsType<Position>(await ofOther.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20)));

        // The loop has told everybody by the time it takes the next command.
        await harness.Feed.LeaveAsync(session, "nothing").WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(ofLeft.Reader.TryPeek(out _));
    }

    private static async Task<(Session Session, Channel<object> Received)> SubscribeAsync(FeedHarness harness)
    {
        var received = Channel.CreateUnbounded<object>();
        var session = harness.Open(message => received.Writer.TryWrite(message));
        Assert.Null(session.Ask(new EntityRequest("r1", harness.Feed, 1, null, null)));
        Assert.IsType<Subscribed>(await received.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
        return (session, received);
    }
}
