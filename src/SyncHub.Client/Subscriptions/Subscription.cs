using SyncHub.Client.Handles;
using SyncHub.Client.Loop;
using SyncHub.Client.Mutations;
using SyncHub.Client.Telemetry;

namespace SyncHub.Client.Subscriptions;

/// <summary>One subscription's mutable side: its present state, who looks at it, its timers. The loop's alone.</summary>
internal sealed class Subscription(SubscriptionKey key, SubscriptionState state)
{
    public SubscriptionKey Key { get; } = key;

    public SubscriptionState State { get; set; } = state;

    public Dictionary<Type, ILiveView> Views { get; } = [];

    public HashSet<ILiveHandle> Handles { get; } = [];

    /// <summary>As the handle that was released last would have it.</summary>
    public TimeSpan SuspendDelay { get; set; }

    public LoopTimer? SuspendTimer { get; set; }

    public LoopTimer? RetryTimer { get; set; }

    /// <summary>When the last request was put into the outbox, see <see cref="Unsubscriptions.Tick"/>.</summary>
    public long AskedAt { get; set; }

    public SubscriptionTrace Trace { get; } = new();

    /// <summary>The state as it is seen: with local writes laid over its content.</summary>
    public SubscriptionState Shown { get; set; } = state;

    /// <summary>Lays local writes over the content; null until there were some.</summary>
    public ShownContent? Overlay { get; set; }

    /// <summary>The mutations under way that the content is known to contain.</summary>
    public HashSet<string> Contained { get; } = new(StringComparer.Ordinal);

    /// <summary>The content's epoch, and since when it is that.</summary>
    public string? Epoch { get; set; }

    public long EpochSince { get; set; }

    /// <summary>Whether it has left the table: nobody waits for it any more.</summary>
    public bool IsForgotten { get; set; }

    public LinkedListNode<Subscription>? SuspendedNode { get; set; }
}
