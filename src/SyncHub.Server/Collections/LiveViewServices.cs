using SyncHub.Server.Feed;
using SyncHub.Server.Model;

namespace SyncHub.Server.Collections;

/// <summary>What the live views of one model share.</summary>
internal sealed record LiveViewServices<T>(
    SyncModel Model,
    ModelQueries<T> Queries,
    ChangeHistory History,
    ReadHorizon Horizon,
    SourceReads<T> Reads,
    CollectionPushes<T> Pushes,
    CollectionJoins<T> Joins,
    LiveQueryLimits Limits)
    where T : class
{
    /// <summary>The views that have taken in changes which they cannot show yet.</summary>
    public HashSet<LiveView<T>> Unshown { get; } = [];

    /// <summary>The views that were read beside the log.</summary>
    public DoubtfulViews<T> Doubtful { get; } = new();

    /// <summary>The views that somebody waits for.</summary>
    public HashSet<LiveView<T>> Awaited { get; } = [];

    /// <summary>Runs something on the loop once the feed stands at a seq, at once where it does.</summary>
    public required Func<long, FeedPosition, Func<FeedPosition, ValueTask>, ValueTask> DeferAsync { get; init; }

    /// <summary>Has a view take in what it holds, along with all that belongs together with it.</summary>
    public required Func<LiveView<T>, FeedPosition, ValueTask> FlushAsync { get; init; }

    /// <summary>Ends a group for good and tells its members why.</summary>
    public required Func<CollectionGroup<T>, SyncError, ValueTask> EndAsync { get; init; }

    /// <summary>Lets a group go, or keeps it for a while, where nobody wants it any more.</summary>
    public required Action<CollectionGroup<T>> Settle { get; init; }

    /// <summary>Lets a view go that nobody wants.</summary>
    public required Action<LiveView<T>> Drop { get; init; }
}
