using Microsoft.Extensions.Logging;
using SyncHub.Server.Authorization;
using SyncHub.Server.Collections;
using SyncHub.Server.Errors;
using SyncHub.Server.Fanout;
using SyncHub.Server.Feed;
using SyncHub.Server.Resolvers;

namespace SyncHub.Server.Sessions;

/// <summary>Serves the work of sessions: has entities and collections join their feeds, which answer, and tells what failed.</summary>
internal sealed partial class SessionServer(EntitySubscriber entities, FanoutPump pump, ILogger<SessionServer> logger)
{
    private static readonly TimeSpan RefreshRetry = TimeSpan.FromSeconds(1);

    /// <summary>Serves one piece of work, when the connection has room for its answer. Never throws.</summary>
    public async Task ServeAsync(Session session, SessionWork work)
    {
        try
        {
            // The answer before this one counts, too: it may still be on its way into the outbox.
            await pump.WhenAppendedAsync().ConfigureAwait(false);
            if (await ServeOnceAsync(session, work).ConfigureAwait(false) is { } error)
            {
                await FailAsync(session, work, error).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (session.Ended.IsCancellationRequested)
        {
            // The connection has ended; its session is released elsewhere.
        }
        catch (SyncException refused)
        {
            await FailAsync(session, work, refused.Error).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            LogServeFailed(exception, session.ConnectionId);
            await FailAsync(session, work, SyncErrors.Internal()).ConfigureAwait(false);
        }
    }

    private async ValueTask<SyncError?> ServeOnceAsync(Session session, SessionWork work)
    {
        switch (work)
        {
            case SessionWork.Subscribe { Request: var request }:
                await session.Member.Outbox.WhenRoomAsync().ConfigureAwait(false);
                return await SubscribeAsync(session, request).ConfigureAwait(false);
            case SessionWork.Refresh { Subscription: var subscription }:
                // Only a connection that reads again is worth a refresh: else each overflow would leave one behind.
                await session.Member.Outbox.WhenReadingAsync().ConfigureAwait(false);
                return subscription.Group switch
                {
                    EntityGroup => await entities.RefreshAsync(session, subscription).ConfigureAwait(false),
                    ResolverGroup => await ResolverSubscriber.RefreshAsync(session, subscription).ConfigureAwait(false),
                    _ => await CollectionSubscriber.RefreshAsync(session, subscription).ConfigureAwait(false),
                };
            case SessionWork.Resolved { Join: var join }:
                await session.Member.Outbox.WhenRoomAsync().ConfigureAwait(false);
                return await ResolverSubscriber.AnswerAsync(join).ConfigureAwait(false);
            default:
                throw new InvalidOperationException($"Nobody serves a {work.GetType().Name}.");
        }
    }

    // What was judged for an identity that the session has left by the time of the answer is judged again.
    private async ValueTask<SyncError?> SubscribeAsync(Session session, SubscribeRequest request)
    {
        while (true)
        {
            var identity = session.Identity;
            var (scope, refusal) = session.Judge(request.Feed, identity);
            if (scope is null)
            {
                return refusal;
            }

            var error = request switch
            {
                EntityRequest entity => await entities.SubscribeAsync(
                    session, entity, scope, identity.Generation, await MayResumeAsync(entity, entity.Feed, scope, session.Ended).ConfigureAwait(false)).ConfigureAwait(false),
                CollectionRequest collection => await CollectionSubscriber.SubscribeAsync(
                    session, collection, scope, identity.Generation, await MayResumeAsync(collection, collection.Feed, scope, session.Ended).ConfigureAwait(false)).ConfigureAwait(false),
                ResolverRequest resolver => await ResolverSubscriber.SubscribeAsync(session, resolver, scope, identity).ConfigureAwait(false),
                _ => throw new InvalidOperationException($"Nobody serves a {request.GetType().Name}."),
            };
            if (error is not null || session.Identity.Generation == identity.Generation || !session.IsAwaiting(request))
            {
                return error;
            }
        }
    }

    // A delta is possible only within one epoch, and only up to the log's own head: beyond it the caller's seq means nothing here.
    private static async ValueTask<bool> MayResumeAsync(SubscribeRequest request, ModelFeed feed, AccessScope scope, CancellationToken ended)
    {
        await feed.Ready.WaitAsync(ended).ConfigureAwait(false);
        var position = feed.Position;
        if (request.LastSeq is not { } lastSeq || request.Epoch != scope.Stamp(position.Version).Epoch)
        {
            return false;
        }

        return lastSeq <= position.Seq || lastSeq <= (await feed.GetLogHeadAsync(ended).ConfigureAwait(false)).Seq;
    }

    private static async Task FailAsync(Session session, SessionWork work, SyncError error)
    {
        switch (work)
        {
            case SessionWork.Resolved { Join: var join }:
                await FailAsync(session, join.Work, error).ConfigureAwait(false);
                break;
            case SessionWork.Subscribe { Request: { Replaces: { } replaced } request } when error.Retryable && session.IsAwaiting(request):
                await session.SendErrorAsync(error, requestId: null, replaced, ended: false).ConfigureAwait(false);
                session.MoveLater(request, RefreshRetry);
                break;
            case SessionWork.Subscribe { Request: { Replaces: { } replaced } request }:
                if (session.Refuse(request))
                {
                    await session.SendErrorAsync(error, requestId: null, replaced).ConfigureAwait(false);
                }

                break;
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
}
