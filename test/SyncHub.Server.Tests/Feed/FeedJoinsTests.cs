using SyncHub.Json;
using SyncHub.Protocol;
using SyncHub.Server.Authorization;
using SyncHub.Server.Data;
using SyncHub.Server.Feed;
using SyncHub.Server.Sessions;
using SyncHub.Server.Tests.Hubs;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Feed;

public sealed class FeedJoinsTests
{
    /// <summary>The log has begun a new epoch between the decision to resume and the join: the old seq means nothing here.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    public async Task Join_ResumesFromAnotherEpoch_NeedsARead(long lastSeq)
    {
        await using var harness = new FeedHarness();
        await harness.Feed.Ready;
        var request = new EntityRequest("r1", harness.Feed, 1, lastSeq, "another");

        var joined = harness.Feed.JoinAsync(new EntityJoin
        {
            Session = harness.Open(_ => { }),
            Key = 1,
            Scope = AccessScope.Everything,
            Request = request,
        }.At(harness.Feed.Position));

        Assert.Equal(JoinResult.ReadNeeded, await joined.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Join_RefreshOfWhatTheSessionHasLeft_IsWithdrawnAndNotAnswered()
    {
        await using var harness = new FeedHarness();
        await harness.Feed.Ready;
        var received = 0;
        var session = harness.Open(_ => received++);

        var joined = harness.Feed.JoinAsync(new EntityJoin
        {
            Session = session,
            Key = 1,
            Scope = AccessScope.Everything,
            Refreshes = new Subscription(new EntityRequest("r1", harness.Feed, 1, null, null), new EntityGroup(1, AccessScope.Everything, 0)),
        }.At(harness.Feed.Position, new SourceRow(RawJson.Null, null)));

        Assert.Equal(JoinResult.Withdrawn, await joined.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(0, received);
    }

    [Fact]
    public async Task Join_ReadWithoutAPositionIsAheadOfTheFeed_WaitsInsteadOfUpdatingNothing()
    {
        HeldLog? log = null;
        await using var harness = new FeedHarness(_ => new SilentSource(), time: new ManualTimeProvider(), follow: inner => log = new HeldLog(inner));
        await harness.Feed.Ready;
        log!.Hold();
        await harness.Notes.AddAsync(new Note { Id = 1 });
        await harness.Notes.PatchAsync(1, note => { note.Likes = 1; });
        await harness.Notes.RemoveAsync(1);
        var received = new List<object>();
        var session = harness.Open(received.Add);
        var request = new EntityRequest("r1", harness.Feed, 1, null, null);
        Assert.Null(session.Ask(request));

        var joined = harness.Feed.JoinAsync(new EntityJoin
        {
            Session = session,
            Key = 1,
            Scope = AccessScope.Everything,
            Request = request,
        }.At(harness.Feed.Position, new SourceRow(RawJson.Null, null), await harness.Log.GetHeadAsync(harness.Feed.Model.Name)));
        log.Release();

        Assert.Equal(JoinResult.Joined, await joined.WaitAsync(TimeSpan.FromSeconds(20)));
        var answer = Assert.IsType<Subscribed>(Assert.Single(received));
        Assert.True(answer.Data.IsNull);
        Assert.Equal(3, answer.Version.Seq);
    }

    [Theory]
    [InlineData("theirs", false)]
    [InlineData("mine", true)]
    public async Task Join_WrittenDuringTheRead_NamesTheWriteOnlyWhereTheRowIsSeen(string title, bool isSeen)
    {
        await using var harness = new FeedHarness(
            _ => new SilentSource(), model => model.Access(access => access.Rows(_ => note => note.Title == "mine")), time: new ManualTimeProvider());
        await harness.Feed.Ready;
        var noted = harness.Feed.Position;
        await harness.Notes.CommitAsync(batch => batch.Add(new Note { Id = 1, Title = title }), "m1");
        var received = new List<object>();
        var session = harness.Open(received.Add);
        var request = new EntityRequest("r1", harness.Feed, 1, null, null);
        Assert.Null(session.Ask(request));

        var joined = harness.Feed.JoinAsync(new EntityJoin
        {
            Session = session,
            Key = 1,
            Scope = harness.Feed.Judge(session.Identity).Scope!,
            Request = request,
        }.At(noted, new SourceRow(RawJson.Null, null), await harness.Log.GetHeadAsync(harness.Feed.Model.Name)));

        Assert.Equal(JoinResult.Joined, await joined.WaitAsync(TimeSpan.FromSeconds(20)));
        var answer = Assert.IsType<Subscribed>(Assert.Single(received));
        Assert.Equal(isSeen, !answer.Data.IsNull);
        Assert.Equal(isSeen ? ["m1"] : null, answer.MutationIds);
    }

    [Fact]
    public async Task Close_JoinWaitsForTheFeedToCatchUp_IsWithdrawn()
    {
        HeldLog? log = null;
        await using var harness = new FeedHarness(time: new ManualTimeProvider(), follow: inner => log = new HeldLog(inner));
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var session = harness.Open(_ => answered.TrySetResult());
        Assert.Null(session.Ask(new EntityRequest("r2", harness.Feed, 2, null, null)));
        await answered.Task.WaitAsync(TimeSpan.FromSeconds(20));
        log!.Hold();
        await harness.Notes.AddAsync(new Note { Id = 1 });

        var joined = harness.Feed.JoinAsync(new EntityJoin
        {
            Session = session,
            Key = 1,
            Scope = AccessScope.Everything,
            Request = new EntityRequest("r1", harness.Feed, 1, 1, harness.Feed.Position.WireEpoch),
        }.At(harness.Feed.Position));
        session.Close();

        Assert.Equal(JoinResult.Withdrawn, await joined.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(0, harness.Feed.Position.Seq);
    }

    /// <summary>Never answers: the tests themselves say what was read.</summary>
    private sealed class SilentSource : IEntitySource
    {
        public async ValueTask<SourceRow> ReadAsync(SyncKey key, CancellationToken cancellationToken) =>
            await new TaskCompletionSource<SourceRow>().Task.WaitAsync(cancellationToken);
    }
}
