using SyncHub.Server.Sessions;

namespace SyncHub.Server.Collections;

/// <summary>Has sessions join live collections, which read their own rows where they must, and answer.</summary>
internal static class CollectionSubscriber
{
    /// <summary>Returns why the request cannot be answered; null where it was, or nobody waits for it any more.</summary>
    public static Task<SyncError?> SubscribeAsync(Session session, CollectionRequest request, bool resumes)
    {
        // Here rather than on the loop, which all subscribers of the model wait for.
        request.Feed.Model.Prepare(request.Query);
        var join = new CollectionJoin { Session = session, Query = request.Query, Request = request, Resumes = resumes };
        return request.Feed.JoinAsync(join).WaitAsync(session.Ended);
    }

    /// <summary>Starts a subscription afresh; returns why that cannot be done now.</summary>
    public static Task<SyncError?> RefreshAsync(Session session, Subscription subscription)
    {
        var join = new CollectionJoin { Session = session, Query = ((ICollectionGroup)subscription.Group).Query, Refreshes = subscription };
        return subscription.Feed.JoinAsync(join).WaitAsync(session.Ended);
    }
}
