using SyncHub.Server.Sessions;

namespace SyncHub.Server.Feed;

/// <summary>What a feed's loop is asked to do. Joins and leaves are as many as the sessions' limits allow, ticks and flushes as often as their timers fire; wake-ups are merged.</summary>
internal abstract record FeedCommand
{
    /// <summary>The log may have moved.</summary>
    public sealed record Wake : FeedCommand
    {
        public static readonly Wake Instance = new();
    }

    /// <summary>The debounce window may be over.</summary>
    public sealed record Flush : FeedCommand
    {
        public static readonly Flush Instance = new();
    }

    /// <summary>Time to prune, and to tell positions.</summary>
    public sealed record Tick : FeedCommand
    {
        public static readonly Tick Instance = new();
    }

    /// <summary>Something that was done beside the loop has come to its end.</summary>
    public sealed record Continue(Func<FeedPosition, ValueTask> Step) : FeedCommand;

    /// <summary>A session wants to follow.</summary>
    public sealed record Join(FeedJoin Request) : FeedCommand;

    /// <summary>A session ends one subscription; the task completes when nothing of it will arrive any more.</summary>
    public sealed record Leave(Session Session, string SubscriptionId, TaskCompletionSource Done) : FeedCommand;

    /// <summary>A session has ended and with it these subscriptions.</summary>
    public sealed record LeaveAll(Session Session, IReadOnlyList<Subscription> Subscriptions) : FeedCommand;
}
