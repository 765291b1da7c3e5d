using Microsoft.Extensions.Logging;
using SyncHub.Server.Authorization;
using SyncHub.Server.Data;
using SyncHub.Server.Diagnostics;
using SyncHub.Server.Feed;
using SyncHub.Server.Matching;
using SyncHub.Server.Model;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Collections;

/// <summary>What a feed gives to its live queries, before the type of the entities comes in.</summary>
internal sealed record LiveQueryHost
{
    public required IEntitySource Source { get; init; }

    public required ChangeHistory History { get; init; }

    public required ReadHorizon Horizon { get; init; }

    public required IFeedSink Sink { get; init; }

    public required FeedMembers Members { get; init; }

    public required FeedCommits Commits { get; init; }

    public required LiveQueryLimits Limits { get; init; }

    public required TimeSpan SourceTimeout { get; init; }

    public required SourceGate Gate { get; init; }

    public required LiveQueryQuota Quota { get; init; }

    public required Action<Func<FeedPosition, ValueTask>> Post { get; init; }

    public required Func<FeedPosition, ValueTask> FlushAllAsync { get; init; }

    public required Action<Exception> Failed { get; init; }

    public required ServerMetrics Metrics { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    public required CancellationToken Stopping { get; init; }

    /// <summary>The live queries of a model; null where its source answers none.</summary>
    public LiveQueries? Create<T>(SyncModel model, ModelQueries<T> queries, EntryRows<T> rows)
        where T : class
    {
        if (Source is not ICollectionSource<T> source)
        {
            return null;
        }

        IMatcherObserver observer = new MatcherReports(model.Name, Metrics, Logger);
        var reads = new SourceReads<T>(model, source, Gate, SourceTimeout, Post, Metrics, Time, Logger, Stopping);
        var feed = new LiveQueryFeed<T>(model, queries, rows, History, Horizon, reads, observer) { FlushAllAsync = FlushAllAsync, MarkStaleAsync = Sink.MarkStaleAsync };
        var resume = new CollectionResume<T>(model, queries, History);
        return new LiveQueries<T>(
            feed,
            new CollectionPushes<T>(model, Sink, Commits, Metrics, Failed),
            new CollectionJoins<T>(model, Members, Sink, resume, Limits, Failed),
            Limits,
            Quota,
            Metrics,
            Time);
    }
}
