using System.Threading.Channels;
using SyncHub.Protocol;
using SyncHub.Server.Authorization;
using SyncHub.Server.Data;
using SyncHub.Server.Feed;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Server.Sessions;
using SyncHub.Server.Tests.Hubs;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Feed;

/// <summary>The log has gone on without the feed: too far, or in another epoch.</summary>
public sealed class FeedRestartTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Follow_LogHasPrunedWhatIsMissing_EveryoneIsRefreshedAndFollowsOn()
    {
        HeldLog? log = null;
        await using var harness = new FeedHarness(configure: model => model.Retain(count: 2), time: new ManualTimeProvider(), follow: inner => log = new HeldLog(inner));
        var received = Channel.CreateUnbounded<object>();
        var session = harness.Open(message => received.Writer.TryWrite(message));
        var id = (await SubscribeAsync(harness, session, received)).SubscriptionId;

        log!.Hold();
        await harness.Notes.AddAsync(new Note { Id = 1 });
        for (var like = 1; like <= 5; like++)
        {
            await harness.Notes.PatchAsync(1, note => { note.Likes = like; });
        }

        log.Release();
        var refresh = await NextAsync(received, message => message is Subscribed);
        await harness.Notes.PatchAsync(1, note => { note.Likes = 6; });
        var push = await NextAsync(received, message => message is EntityUpdated);

        var answer = Assert.IsType<Subscribed>(refresh);
        Assert.Equal((null, id, 6), (answer.RequestId, answer.SubscriptionId, answer.Version.Seq));
        Assert.Contains("\"likes\":5", answer.Data.ToString(), StringComparison.Ordinal);
        var update = Assert.IsType<EntityUpdated>(push);
        Assert.Equal((6, 7), (update.Prev, update.Version.Seq));
    }

    [Fact]
    public async Task Follow_LogBeganAnew_EveryoneIsRefreshedInTheNewEpochAndOldSeqsMeanNothing()
    {
        HeldLog? log = null;
        await using var harness = new FeedHarness(wrap: rows => new WithoutPosition(rows), time: new ManualTimeProvider(), follow: inner => log = new HeldLog(inner));
        using var other = new InMemoryChangeLog(new Dictionary<string, ChangeRetention> { ["Note"] = ChangeRetention.Default }, TimeProvider.System);
        await harness.Notes.AddAsync(new Note { Id = 1, Title = "kept" });
        var received = Channel.CreateUnbounded<object>();
        var session = harness.Open(message => received.Writer.TryWrite(message));
        var first = await SubscribeAsync(harness, session, received);

        log!.Release(other);
        var refresh = Assert.IsType<Subscribed>(await NextAsync(received, message => message is Subscribed));
        var resumed = await SubscribeAsync(harness, session, received, "r2", first.Version);

        Assert.NotEqual(first.Version.Epoch, refresh.Version.Epoch);
        Assert.Equal((null, first.SubscriptionId, 0), (refresh.RequestId, refresh.SubscriptionId, refresh.Version.Seq));
        Assert.Equal((Subscribed.SnapshotMode, refresh.Version.Epoch), (resumed.Mode, resumed.Version.Epoch));
        Assert.Contains("kept", resumed.Data.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Whoever resumes from a seq that this node has not reached is answered when it has: never with less than it holds.</summary>
    [Fact]
    public async Task Join_LastSeqAheadOfTheFeed_WaitsUntilItHasCaughtUp()
    {
        HeldLog? log = null;
        await using var harness = new FeedHarness(time: new ManualTimeProvider(), follow: inner => log = new HeldLog(inner));
        await harness.Feed.Ready.WaitAsync(Patience);
        var session = harness.Open(_ => { });
        log!.Hold();
        await harness.Notes.AddAsync(new Note { Id = 1 });
        var noted = harness.Feed.Position;

        var joined = harness.Feed.JoinAsync(new EntityJoin
        {
            Session = session,
            Key = 1,
            Scope = AccessScope.Everything,
            Request = new EntityRequest("r1", harness.Feed, 1, 1, noted.WireEpoch),
        }.At(noted));
        await harness.Feed.LeaveAsync(session, "nothing, but the loop has then taken the join").WaitAsync(Patience);
        var waited = !joined.IsCompleted;
        log.Release();

        await joined.WaitAsync(Patience);
        Assert.True(waited);
        Assert.Equal(1, harness.Feed.Position.Seq);
    }

    /// <summary>A step that failed, or a change that nobody was told of, is made up for at the next interval.</summary>
    [Fact]
    public async Task Follow_NotTold_CatchesUpAtTheInterval()
    {
        HeldLog? log = null;
        var time = new ManualTimeProvider();
        await using var harness = new FeedHarness(time: time, follow: inner => log = new HeldLog(inner));
        var received = Channel.CreateUnbounded<object>();
        var session = harness.Open(message => received.Writer.TryWrite(message));
        await SubscribeAsync(harness, session, received);

        log!.Hold();
        await harness.Notes.AddAsync(new Note { Id = 1 });
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.IsType<EntityAdded>(await NextAsync(received, message => message is EntityAdded));
    }

    [Fact]
    public async Task Follow_MoreThanOneReadBrings_ComesToTheHead()
    {
        const int Changes = 1300;
        HeldLog? log = null;
        await using var harness = new FeedHarness(time: new ManualTimeProvider(), follow: inner => log = new HeldLog(inner));
        var received = Channel.CreateUnbounded<object>();
        var session = harness.Open(message => received.Writer.TryWrite(message));
        await SubscribeAsync(harness, session, received);

        log!.Hold();
        await harness.Notes.AddAsync(new Note { Id = 1 });
        for (var like = 2; like <= Changes; like++)
        {
            await harness.Notes.PatchAsync(1, note => { note.Likes = like; });
        }

        log.Release();

        Assert.IsType<EntityAdded>(await NextAsync(received, _ => true));
        for (var seq = 2; seq <= Changes; seq++)
        {
            var update = Assert.IsType<EntityUpdated>(await NextAsync(received, _ => true));
            Assert.Equal((seq - 1, seq), (update.Prev, update.Version.Seq));
        }
    }

    [Fact]
    public async Task Refresh_SourceFails_IsTriedAgain()
    {
        HeldLog? log = null;
        Failing? source = null;
        var time = new ManualTimeProvider();
        await using var harness = new FeedHarness(
            wrap: rows => source = new Failing(rows), configure: model => model.Retain(count: 1), time: time, follow: inner => log = new HeldLog(inner));
        var received = Channel.CreateUnbounded<object>();
        var session = harness.Open(message => received.Writer.TryWrite(message));
        await SubscribeAsync(harness, session, received);
        log!.Hold();
        await harness.Notes.AddAsync(new Note { Id = 1 });
        await harness.Notes.PatchAsync(1, note => { note.Title = "last"; });

        source!.IsDown = true;
        log.Release();
        await time.WhenTimerArmedAsync(TimeSpan.FromSeconds(1)).WaitAsync(Patience);
        source.IsDown = false;
        time.Advance(TimeSpan.FromSeconds(1));

        var refresh = Assert.IsType<Subscribed>(await NextAsync(received, message => message is Subscribed));
        Assert.Contains("last", refresh.Data.ToString(), StringComparison.Ordinal);
    }

    private static async Task<Subscribed> SubscribeAsync(
        FeedHarness harness, Session session, Channel<object> received, string requestId = "r1", SyncVersion? held = null)
    {
        await harness.Feed.Ready.WaitAsync(Patience);
        Assert.Null(session.Ask(new EntityRequest(requestId, harness.Feed, 1, held?.Seq, held?.Epoch)));
        return (Subscribed)await NextAsync(received, message => message is Subscribed answer && answer.RequestId == requestId);
    }

    private static async Task<object> NextAsync(Channel<object> received, Predicate<object> wanted)
    {
        while (true)
        {
            var message = await received.Reader.ReadAsync().AsTask().WaitAsync(Patience);
            if (wanted(message))
            {
                return message;
            }
        }
    }

    private sealed class Failing(IEntitySource rows) : IEntitySource
    {
        public bool IsDown { get; set; }

        public ValueTask<SourceRow> ReadAsync(SyncKey key, CancellationToken cancellationToken) =>
            IsDown ? throw new InvalidOperationException("down") : rows.ReadAsync(key, cancellationToken);
    }

    /// <summary>As a database: it does not know where in the log its rows stand.</summary>
    private sealed class WithoutPosition(IEntitySource rows) : IEntitySource
    {
        public async ValueTask<SourceRow> ReadAsync(SyncKey key, CancellationToken cancellationToken) =>
            await rows.ReadAsync(key, cancellationToken) with { Position = null };
    }
}
