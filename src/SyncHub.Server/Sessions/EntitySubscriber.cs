using Microsoft.Extensions.Logging;
using SyncHub.Server.Authorization;
using SyncHub.Server.Data;
using SyncHub.Server.Diagnostics;
using SyncHub.Server.Errors;
using SyncHub.Server.Feed;
using SyncHub.Server.Log;

namespace SyncHub.Server.Sessions;

/// <summary>
/// Has sessions join the groups of entities: reads the source beside the feed where the log does not cover what the session holds, then
/// joins the feed, which answers.
/// </summary>
internal sealed partial class EntitySubscriber(SourceGate gate, ServerMetrics metrics, TimeProvider time, ILogger<EntitySubscriber> logger)
{
    // A read that the history has outrun is repeated; that it is outrun this often means the source is far too slow for the retention.
    private const int MaxReads = 5;

    /// <summary>Returns why the request cannot be answered; null where it was, or nobody waits for it any more.</summary>
    public ValueTask<SyncError?> SubscribeAsync(Session session, EntityRequest request, AccessScope scope, int generation, bool resumes) =>
        JoinAsync(new EntityJoin { Session = session, Key = request.Key, Scope = scope, Generation = generation, Request = request }, request.Feed, resumes);

    /// <summary>Starts a subscription afresh; returns why that cannot be done now.</summary>
    public ValueTask<SyncError?> RefreshAsync(Session session, Subscription subscription) =>
        JoinAsync(
            new EntityJoin { Session = session, Key = ((EntityGroup)subscription.Group).Key, Scope = subscription.Group.Scope, Refreshes = subscription },
            ((EntityRequest)subscription.Request).Feed,
            resumes: false);

    private async ValueTask<SyncError?> JoinAsync(EntityJoin wanted, ModelFeed feed, bool resumes)
    {
        for (var reads = 0; reads < MaxReads;)
        {
            var noted = feed.Position;
            (SourceRow Row, LogHead? After)? read = null;
            if (!resumes)
            {
                reads++;
                read = await ReadAsync(feed, wanted.Key, wanted.Session.Ended).ConfigureAwait(false);
                if (read is null)
                {
                    break;
                }
            }

            var join = wanted.At(noted, read?.Row, read?.After);
            if (await feed.JoinAsync(join).ConfigureAwait(false) != JoinResult.ReadNeeded)
            {
                return null;
            }

            resumes = false;
        }

        return SyncErrors.SourceUnavailable(feed.Model.Name);
    }

    private async ValueTask<(SourceRow Row, LogHead? After)?> ReadAsync(ModelFeed feed, SyncKey key, CancellationToken ended)
    {
        using var turn = await gate.EnterAsync(ended).ConfigureAwait(false);
        metrics.SourceRead(feed.Model.Name);
        using var late = new CancellationTokenSource(feed.SourceTimeout, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ended, late.Token);
        try
        {
            // A source that does not heed the cancellation is not waited for.
            var row = await feed.Source.ReadAsync(key, over.Token).AsTask().WaitAsync(over.Token).ConfigureAwait(false);
            return (row, row.Position is null ? await feed.GetLogHeadAsync(over.Token).ConfigureAwait(false) : null);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            LogSourceFailed(exception, feed.Model.Name);
            return null;
        }
    }

    [LoggerMessage(2, LogLevel.Error, "The source of model {Model} failed to read a row.")]
    private partial void LogSourceFailed(Exception exception, string model);
}
