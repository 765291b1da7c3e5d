using SyncHub.Client.Subscriptions;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Subscriptions;

public sealed class SubscriptionReducerRandomTests
{
    private const int Seed = 20261122;

    /// <summary>Any event in any order: the state stays one that makes sense, and timers and requests pair up.</summary>
    [Theory]
    [InlineData(Subscribed.EntityKind)]
    [InlineData(Subscribed.CollectionKind)]
    [InlineData(Subscribed.ResolverKind)]
    public void Reduce_RandomEvents_HoldTheInvariants(string kind)
    {
        var random = new Random(Seed);
        var table = StateTable.Of(kind);
        var events = table.Events.Values.ToArray();
        for (var run = 0; run < 3_000; run++)
        {
            var state = new SubscriptionState { Id = "7", Rules = table.States.Values.First().Rules };
            var isRetrying = false;
            for (var step = 0; step < 60; step++)
            {
                var happened = Aim(events[random.Next(events.Length)], state);
                var (next, effects) = SubscriptionReducer.Reduce(state, happened);
                var where = $"seed {Seed}, run {run}, step {step}: {happened} in {state}";

                AssertConsistent(next, where);
                Assert.True(effects.OfType<SubscriptionEffect.Ask>().All(ask => ask.RequestId == next.RequestId && next.Requests == state.Requests + 1), where);
                Assert.True(effects.OfType<SubscriptionEffect.Ask>().Count() <= 1, where);
                foreach (var effect in effects)
                {
                    isRetrying = effect is SubscriptionEffect.StartRetryTimer || (isRetrying && effect is not SubscriptionEffect.StopRetryTimer);
                }

                isRetrying &= happened is not SubscriptionEvent.RetryElapsed;
                Assert.False(isRetrying && next.Link is not WireLink.Idle, $"A retry delay outlives its reason; {where}");
                Assert.False(
                    !isRetrying && next is { Link: WireLink.Idle, Phase: SubscriptionPhase.Connecting or SubscriptionPhase.Cached } && !effects.Any(effect => effect is SubscriptionEffect.Remove),
                    $"Nobody will ask again; {where}");
                if (effects.Any(effect => effect is SubscriptionEffect.Remove))
                {
                    break;
                }

                state = next;
            }
        }
    }

    // Answers of the table carry request id 7.1; here they are made to hit as often as they miss.
    private static SubscriptionEvent Aim(SubscriptionEvent happened, SubscriptionState state) => happened switch
    {
        SubscriptionEvent.Answered { Answer: { RequestId: "7.1" } answer } => new SubscriptionEvent.Answered(answer with { RequestId = state.RequestId }),
        SubscriptionEvent.Failed { Error: { RequestId: "7.1" } error } => new SubscriptionEvent.Failed(error with { RequestId = state.RequestId }),
        _ => happened,
    };

    private static void AssertConsistent(SubscriptionState state, string where)
    {
        Assert.True((state.Phase == SubscriptionPhase.Error) == (state.Error is not null), where);
        Assert.True((state.Phase == SubscriptionPhase.Synced) == (state.Link is WireLink.Held), where);
        switch (state.Phase)
        {
            case SubscriptionPhase.Connecting:
                Assert.True(state.Content is null, where);
                break;
            case SubscriptionPhase.Cached or SubscriptionPhase.Synced or SubscriptionPhase.Suspended:
                Assert.True(state.Content is not null, where);
                break;
        }

        Assert.False(state.Phase == SubscriptionPhase.Suspended && (state.IsObserved || state.Link is (WireLink.Awaiting or WireLink.Held)), where);
        Assert.False(state.Phase == SubscriptionPhase.Error && state.Link is (WireLink.Awaiting or WireLink.Held), where);
    }
}
