using SyncHub.Server.Collections;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Feed;

/// <summary>What the application's options mean to a feed.</summary>
/// <param name="PositionInterval">How often quiet subscriptions are told a fresh position.</param>
/// <param name="SourceTimeout">How long a read of the source may take.</param>
/// <param name="Queries">Bounds of live queries.</param>
/// <param name="Gate">How many reads of sources run at once on the node.</param>
/// <param name="Quota">How many live queries the node keeps.</param>
internal sealed record FeedOptions(TimeSpan PositionInterval, TimeSpan SourceTimeout, LiveQueryLimits Queries, SourceGate Gate, LiveQueryQuota Quota)
{
    public static FeedOptions From(SyncHubOptions options, SourceGate gate, LiveQueryQuota quota) => new(
        options.PositionInterval,
        options.SourceTimeout,
        new LiveQueryLimits(options.Limits.Query.Matches, options.FullResult, options.DeepPage, options.IdleQuery, options.Limits.IdleQueries),
        gate,
        quota);
}
