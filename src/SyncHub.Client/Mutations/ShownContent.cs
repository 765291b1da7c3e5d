using SyncHub.Client.Subscriptions;

namespace SyncHub.Client.Mutations;

/// <summary>What one subscription shows: the server's content with writes laid over it. The content itself is never touched. The loop's alone.</summary>
internal abstract class ShownContent
{
    /// <summary>The content as it is to be seen. What looks the same as before is the same, object by object.</summary>
    public abstract SubscriptionContent Show(SubscriptionContent content, ShownWrites writes);

    /// <summary>Whether writes would change what is seen of the content, or count in it.</summary>
    public abstract bool IsTouchedBy(SubscriptionContent content, ShownWrites writes);

    /// <summary>What has been shown up to now without writes; null where there is no content.</summary>
    public abstract void StartFrom(SubscriptionContent? shown);
}
