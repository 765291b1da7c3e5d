using SyncHub.Server.Feed;

namespace SyncHub.Server.Resolvers;

/// <summary>One call of the handler for a group.</summary>
/// <param name="Position">Where the feed stood when it began: it knows of every notification up to there.</param>
/// <param name="Unwanted">Ends it early.</param>
internal sealed record ResolverRun(FeedPosition Position, CancellationTokenSource Unwanted);
