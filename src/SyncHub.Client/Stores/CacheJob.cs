using SyncHub.Client.Subscriptions;

namespace SyncHub.Client.Stores;

/// <summary>Something to do with the store.</summary>
internal abstract record CacheJob
{
    private CacheJob()
    {
    }

    public sealed record Load(CacheSlot Slot, CacheIdentity Owner) : CacheJob;

    /// <summary>A change of one entry: the last one counts.</summary>
    public abstract record Write(string Key) : CacheJob;

    public sealed record Save(CacheSlot Slot, SubscriptionContent Content, CacheIdentity Owner) : Write(Slot.Key);

    public sealed record Remove(string RemovedKey) : Write(RemovedKey);

    /// <summary>Remove everything. Completes with what went wrong, null where nothing did.</summary>
    public sealed record Clear : CacheJob
    {
        public TaskCompletionSource<Exception?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
