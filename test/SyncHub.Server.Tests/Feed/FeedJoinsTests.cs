using SyncHub.Server.Feed;
using SyncHub.Server.Sessions;

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

        var joined = harness.Feed.JoinAsync(new JoinRequest
        {
            Session = harness.Open(_ => { }),
            Key = 1,
            Request = request,
            Noted = harness.Feed.Position,
        });

        Assert.Equal(JoinResult.ReadNeeded, await joined.WaitAsync(TimeSpan.FromSeconds(20)));
    }
}
