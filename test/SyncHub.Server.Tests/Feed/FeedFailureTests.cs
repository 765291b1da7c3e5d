using System.Threading.Channels;
using SyncHub.Protocol;
using SyncHub.Server.Feed;
using SyncHub.Server.Sessions;
using SyncHub.Server.Tests.Hubs;

namespace SyncHub.Server.Tests.Feed;

/// <summary>A push that fails must not leave its readers with old data that a later position vouches for, nor keep others waiting.</summary>
public sealed class FeedFailureTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Push_Fails_ItsReadersAreRefreshedAndOthersFollow(int debounceMilliseconds)
    {
        await using var harness = new FeedHarness(configure: model => model.Debounce(TimeSpan.FromMilliseconds(debounceMilliseconds)));
        var received = Channel.CreateUnbounded<object>();
        var session = harness.Open(message => received.Writer.TryWrite(message));
        var first = await SubscribeAsync(harness, session, received, 1);
        var second = await SubscribeAsync(harness, session, received, 2);
        harness.Sink.Fails = push => push.SubscriptionId == first;

        await harness.Notes.CommitAsync(batch =>
        {
            batch.Add(new Note { Id = 1, Title = "lost" });
            batch.Add(new Note { Id = 2, Title = "pushed" });
        });
        var seen = await TakeAsync(received, message => message is Subscribed { RequestId: null });
        var refresh = Assert.IsType<Subscribed>(seen[^1]);
        if (!seen.OfType<EntityAdded>().Any())
        {
            seen.AddRange(await TakeAsync(received, message => message is EntityAdded));
        }

        Assert.Equal(first, refresh.SubscriptionId);
        Assert.Contains("lost", refresh.Data.ToString(), StringComparison.Ordinal);
        Assert.Equal(second, Assert.Single(seen.OfType<EntityAdded>()).SubscriptionId);

        harness.Sink.Fails = _ => false;
        await harness.Notes.PatchAsync(1, note => { note.Title = "again"; });
        var pushed = (await TakeAsync(received, message => message is EntityUpdated))[^1];
        Assert.Equal(first, Assert.IsType<EntityUpdated>(pushed).SubscriptionId);
    }

    private static async Task<string> SubscribeAsync(FeedHarness harness, Session session, Channel<object> received, int key)
    {
        Assert.Null(session.Ask(new EntityRequest($"r{key}", harness.Feed, key, null, null)));
        return ((Subscribed)(await TakeAsync(received, message => message is Subscribed))[^1]).SubscriptionId;
    }

    private static async Task<List<object>> TakeAsync(Channel<object> received, Predicate<object> last)
    {
        var taken = new List<object>();
        do
        {
            taken.Add(await received.Reader.ReadAsync().AsTask().WaitAsync(Patience));
        }
        while (!last(taken[^1]));
        return taken;
    }
}
