using SyncHub.Protocol;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Feed;

/// <summary>Who is in which group: sessions enter with their answer. Owned by the feed's loop.</summary>
internal sealed class FeedMembers(FeedPositions positions, IFeedSink sink)
{
    /// <summary>Answers a request, and lets its session follow the group from here on; false where nobody waits for it any more.</summary>
    public async ValueTask<bool> AnswerAsync(Session session, SubscribeRequest request, SubscriptionGroup group, Subscribed answer)
    {
        switch (session.Activate(request, group))
        {
            case SessionEntry.Refused:
                return false;
            case SessionEntry.New:
                group.Holders++;
                await positions.AddAsync(session).ConfigureAwait(false);
                break;
        }

        await sink.AnswerAsync(session, answer).ConfigureAwait(false);
        return true;
    }

    /// <summary>Takes a session out of a group that it has let go of. The task completes when nothing of it will arrive any more.</summary>
    public async ValueTask RemoveAsync(Session session, SubscriptionGroup group, TaskCompletionSource? done)
    {
        group.Holders--;
        await positions.RemoveAsync(session).ConfigureAwait(false);
        await sink.LeaveAsync(session, group.Id, done).ConfigureAwait(false);
    }
}
