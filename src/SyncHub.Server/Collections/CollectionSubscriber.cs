using SyncHub.Server.Authorization;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Collections;

/// <summary>Has sessions join live collections, which read their own rows where they must, and answer.</summary>
internal static class CollectionSubscriber
{
    /// <summary>Returns why the request cannot be answered; null where it was, or nobody waits for it any more.</summary>
    public static async Task<SyncError?> SubscribeAsync(Session session, CollectionRequest request, AccessScope scope, int generation, bool resumes)
    {
        var query = scope.Restrict(request.Query);

        // Here rather than on the loop, which all subscribers of the model wait for.
        request.Feed.Model.Prepare(query);
        var join = new CollectionJoin { Session = session, Query = query, Scope = scope, Generation = generation, Request = request, Resumes = resumes };
        return await request.Feed.JoinAsync(join).WaitAsync(session.Ended).ConfigureAwait(false);
    }

    /// <summary>Starts a subscription afresh; returns why that cannot be done now.</summary>
    public static Task<SyncError?> RefreshAsync(Session session, Subscription subscription)
    {
        var group = subscription.Group;
        var join = new CollectionJoin { Session = session, Query = ((ICollectionGroup)group).Query, Scope = group.Scope, Refreshes = subscription };
        return ((CollectionRequest)subscription.Request).Feed.JoinAsync(join).WaitAsync(session.Ended);
    }
}
