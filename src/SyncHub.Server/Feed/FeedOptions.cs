using SyncHub.Server.Collections;

namespace SyncHub.Server.Feed;

/// <summary>What the application's options mean to a feed.</summary>
/// <param name="PositionInterval">How often quiet subscriptions are told a fresh position.</param>
/// <param name="SourceTimeout">How long a read of the source may take.</param>
/// <param name="Queries">Bounds of live queries.</param>
internal sealed record FeedOptions(TimeSpan PositionInterval, TimeSpan SourceTimeout, LiveQueryLimits Queries)
{
    public static FeedOptions From(SyncHubOptions options) => new(
        options.PositionInterval,
        options.SourceTimeout,
        new LiveQueryLimits(options.Limits.Query.Matches, options.FullResult, options.DeepPage, options.IdleQuery, options.Limits.IdleQueries));
}
