using Microsoft.Extensions.Logging;
using SyncHub.Server.Data;
using SyncHub.Server.Diagnostics;
using SyncHub.Server.Errors;
using SyncHub.Server.Fanout;
using SyncHub.Server.Feed;

namespace SyncHub.Server.Sessions;

/// <summary>
/// Serves a session's work: reads the source beside the feed where the log does not cover what the session holds, then joins the feed,
/// which answers.
/// </summary>
internal sealed partial class EntitySubscriber(FanoutPump pump, ServerMetrics metrics, ILogger<EntitySubscriber> logger)
{
    // A read that the history has outrun is repeated; that it is outrun this often means the source is far too slow for the retention.
    private const int MaxReads = 5;

    private static readonly TimeSpan RefreshRetry = TimeSpan.FromSeconds(1);

    /// <summary>Serves one piece of work, when the connection has room for its answer. Never throws.</summary>
    public async Task ServeAsync(Session session, SessionWork work)
    {
        try
        {
            // The answer before this one counts, too: it may still be on its way into the outbox.
            await pump.WhenAppendedAsync().ConfigureAwait(false);
            switch (work)
            {
                case SessionWork.Subscribe subscribe:
                    await session.Member.Outbox.WhenRoomAsync().ConfigureAwait(false);
                    await SubscribeAsync(session, subscribe.Request).ConfigureAwait(false);
                    break;
                case SessionWork.Refresh refresh:
                    // Only a connection that reads again is worth a refresh: else each overflow would leave one behind.
                    await session.Member.Outbox.WhenReadingAsync().ConfigureAwait(false);
                    await RefreshAsync(session, refresh.Subscription).ConfigureAwait(false);
                    break;
            }
        }
        catch (OperationCanceledException) when (session.Ended.IsCancellationRequested)
        {
            // The connection has ended; its session is released elsewhere.
        }
        catch (Exception exception)
        {
            LogServeFailed(exception, session.ConnectionId);
            await FailAsync(session, work, SyncErrors.Internal()).ConfigureAwait(false);
        }
    }

    private async Task SubscribeAsync(Session session, EntityRequest request)
    {
        var feed = request.Feed;
        await feed.Ready.WaitAsync(session.Ended).ConfigureAwait(false);
        var resume = await MayResumeAsync(request, session.Ended).ConfigureAwait(false);
        var joined = await JoinAsync(session, feed, request.Key, request, refreshes: null, resume).ConfigureAwait(false);
        if (!joined)
        {
            await FailAsync(session, new SessionWork.Subscribe(request), SyncErrors.SourceUnavailable(feed.Model.Name)).ConfigureAwait(false);
        }
    }

    private async Task RefreshAsync(Session session, Subscription subscription)
    {
        var joined = await JoinAsync(session, subscription.Feed, subscription.Group.Key, request: null, subscription, resume: false).ConfigureAwait(false);
        if (!joined)
        {
            await FailAsync(session, new SessionWork.Refresh(subscription), SyncErrors.SourceUnavailable(subscription.Feed.Model.Name)).ConfigureAwait(false);
        }
    }

    // A delta is possible only within one epoch, and only up to the log's own head: beyond it the caller's seq means nothing here.
    private static async ValueTask<bool> MayResumeAsync(EntityRequest request, CancellationToken ended)
    {
        var position = request.Feed.Position;
        if (request.LastSeq is not { } lastSeq || request.Epoch != position.WireEpoch)
        {
            return false;
        }

        return lastSeq <= position.Seq || lastSeq <= (await request.Feed.GetLogHeadAsync(ended).ConfigureAwait(false)).Seq;
    }

    private async ValueTask<bool> JoinAsync(Session session, ModelFeed feed, SyncKey key, EntityRequest? request, Subscription? refreshes, bool resume)
    {
        for (var reads = 0; reads < MaxReads;)
        {
            var noted = feed.Position;
            SourceRow? row = null;
            if (!resume)
            {
                reads++;
                row = await ReadAsync(feed, key, session.Ended).ConfigureAwait(false);
                if (row is null)
                {
                    return false;
                }
            }

            var join = new JoinRequest { Session = session, Key = key, Request = request, Refreshes = refreshes, Noted = noted, Row = row };
            if (await feed.JoinAsync(join).ConfigureAwait(false) != JoinResult.ReadNeeded)
            {
                return true;
            }

            resume = false;
        }

        return false;
    }

    private async ValueTask<SourceRow?> ReadAsync(ModelFeed feed, SyncKey key, CancellationToken ended)
    {
        metrics.SourceRead(feed.Model.Name);
        try
        {
            return await feed.Source.ReadAsync(key, ended).ConfigureAwait(false);
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

    private static async Task FailAsync(Session session, SessionWork work, SyncError error)
    {
        switch (work)
        {
            case SessionWork.Subscribe { Request: var request } when session.Refuse(request):
                await session.SendErrorAsync(error, request.RequestId).ConfigureAwait(false);
                break;
            case SessionWork.Refresh { Subscription: var subscription } when session.IsActive(subscription):
                await session.SendErrorAsync(error, requestId: null, subscription.Group.Id, ended: false).ConfigureAwait(false);
                session.RefreshLater(subscription, RefreshRetry);
                break;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Serving connection {ConnectionId} failed.")]
    private partial void LogServeFailed(Exception exception, string connectionId);

    [LoggerMessage(2, LogLevel.Error, "The source of model {Model} failed to read a row.")]
    private partial void LogSourceFailed(Exception exception, string model);
}
