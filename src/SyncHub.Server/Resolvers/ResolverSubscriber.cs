using SyncHub.Server.Authorization;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Resolvers;

/// <summary>Has sessions join resolvers: answered at once where rows are known, else when they are, in the session's line of work again.</summary>
internal static class ResolverSubscriber
{
    /// <summary>Never returns an error: where rows cannot be had, the request hears of it when it is its turn again.</summary>
    public static async Task<SyncError?> SubscribeAsync(Session session, ResolverRequest request, AccessScope scope, SessionIdentity identity)
    {
        await request.Feed.Ready.WaitAsync(session.Ended).ConfigureAwait(false);
        var join = new ResolverJoin { Session = session, Work = new SessionWork.Subscribe(request), Key = request.Key, Scope = scope, Identity = identity };
        await request.Feed.JoinAsync(join).WaitAsync(session.Ended).ConfigureAwait(false);
        return null;
    }

    /// <summary>Starts a subscription afresh; like <see cref="SubscribeAsync"/>.</summary>
    public static async Task<SyncError?> RefreshAsync(Session session, Subscription subscription)
    {
        var group = (ResolverGroup)subscription.Group;
        var join = new ResolverJoin
        {
            Session = session,
            Work = new SessionWork.Refresh(subscription),
            Key = group.Key,
            Scope = group.Scope,
            Identity = session.Identity,
        };
        await ((ResolverFeed)subscription.Feed).JoinAsync(join).WaitAsync(session.Ended).ConfigureAwait(false);
        return null;
    }

    /// <summary>The rows are there, or will not be; returns why not.</summary>
    public static async Task<SyncError?> AnswerAsync(ResolverJoin join)
    {
        if (join.Error is { } error)
        {
            return error;
        }

        var feed = (ResolverFeed)(join.Request?.Feed ?? join.Refreshes!.Feed);
        await feed.JoinAsync(join).WaitAsync(join.Session.Ended).ConfigureAwait(false);

        // Somebody else by now: judged again, from the beginning.
        if (join.Request is { } request && join.Identity.Generation != join.Session.Identity.Generation && join.Session.IsAwaiting(request))
        {
            join.Session.Serve(join.Work);
        }

        return null;
    }
}
