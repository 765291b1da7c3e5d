using SyncHub.Protocol;

namespace SyncHub.Client.Subscriptions;

/// <summary>What an answer or a push makes of the content held. Knows nothing of states.</summary>
internal abstract class ContentRules
{
    /// <summary>The value of <see cref="Subscribed.Kind"/> that answers must have.</summary>
    protected abstract string Kind { get; }

    /// <summary>The content after an answer; null with a reason where the answer cannot be used.</summary>
    /// <param name="held">What is held; a snapshot keeps of it what did not change.</param>
    /// <param name="isBase">Whether a delta may be built on it.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="unusable">Why the answer cannot be used.</param>
    public SubscriptionContent? Apply(SubscriptionContent? held, bool isBase, Subscribed answer, out string? unusable)
    {
        if (answer.Kind != Kind)
        {
            unusable = $"an answer of the kind '{answer.Kind}' where it was to be '{Kind}'";
            return null;
        }

        switch (answer.Mode)
        {
            case Subscribed.SnapshotMode:
                return Snapshot(held, answer, out unusable);
            case Subscribed.DeltaMode when held is not null && isBase && held.Version.Epoch == answer.Version.Epoch:
                return Delta(held, answer, out unusable);
            case Subscribed.DeltaMode:
                unusable = "a delta to something that is not held";
                return null;
            default:
                unusable = $"an answer of the unknown mode '{answer.Mode}'";
                return null;
        }
    }

    /// <summary>The content after a push that follows it without a gap; null with a reason where it does not fit.</summary>
    public abstract SubscriptionContent? Apply(SubscriptionContent held, object push, out string? unusable);

    protected abstract SubscriptionContent? Snapshot(SubscriptionContent? held, Subscribed answer, out string? unusable);

    protected abstract SubscriptionContent? Delta(SubscriptionContent held, Subscribed answer, out string? unusable);
}
