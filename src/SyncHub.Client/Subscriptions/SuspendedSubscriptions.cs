namespace SyncHub.Client.Subscriptions;

/// <summary>Which subscriptions are suspended, the longest first, and no more than <paramref name="limit"/> of them.</summary>
internal sealed class SuspendedSubscriptions(int limit)
{
    private readonly LinkedList<Subscription> _byAge = new();

    /// <summary>Takes note of a subscription's state; returns the one that has to go for it.</summary>
    public Subscription? Note(Subscription subscription)
    {
        var isSuspended = subscription.State.Phase == SubscriptionPhase.Suspended;
        if (!isSuspended && subscription.SuspendedNode is { } node)
        {
            Drop(node);
        }
        else if (isSuspended && subscription.SuspendedNode is null)
        {
            subscription.SuspendedNode = _byAge.AddLast(subscription);
            return _byAge.Count > limit ? Drop(_byAge.First!) : null;
        }

        return null;
    }

    private Subscription Drop(LinkedListNode<Subscription> node)
    {
        _byAge.Remove(node);
        node.Value.SuspendedNode = null;
        return node.Value;
    }
}
