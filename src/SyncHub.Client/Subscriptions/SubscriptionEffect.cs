using System.Collections.Immutable;

namespace SyncHub.Client.Subscriptions;

/// <summary>What the outside has to do after a transition, in order.</summary>
internal abstract record SubscriptionEffect
{
    private SubscriptionEffect()
    {
    }

    /// <summary>Send a request for what followed on <paramref name="From"/>; without it, for everything.</summary>
    public sealed record Ask(string RequestId, SubscriptionContent? From) : SubscriptionEffect;

    /// <summary>The answer to this request is no longer wanted.</summary>
    public sealed record Abandon(string RequestId) : SubscriptionEffect;

    /// <summary>Tell the server to stop.</summary>
    public sealed record Unsubscribe(string SubscriptionId) : SubscriptionEffect;

    public sealed record StartSuspendTimer : SubscriptionEffect;

    public sealed record StopSuspendTimer : SubscriptionEffect;

    /// <summary>Wait before asking again: as long as the server said, else by the number of failures.</summary>
    public sealed record StartRetryTimer(int Failures, TimeSpan? After) : SubscriptionEffect;

    public sealed record StopRetryTimer : SubscriptionEffect;

    /// <summary>Nothing is left of the subscription.</summary>
    public sealed record Remove : SubscriptionEffect;

    /// <summary>What arrived did not fit; for the log.</summary>
    public sealed record Resync(string Reason) : SubscriptionEffect;
}

/// <summary>The next state and what follows from it.</summary>
internal readonly record struct SubscriptionTransition(SubscriptionState State, ImmutableArray<SubscriptionEffect> Effects)
{
    public static SubscriptionTransition To(SubscriptionState state, params ReadOnlySpan<SubscriptionEffect> effects) =>
        new(state, [.. effects]);
}
