using SyncHub.Protocol;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Feed;

/// <summary>Who is in which group: sessions enter with their answer. Owned by the feed's loop.</summary>
/// <param name="positions">Who is told positions; null where nobody is, because nothing can be resumed.</param>
/// <param name="sink">Where messages go.</param>
internal sealed class FeedMembers(FeedPositions? positions, IFeedSink sink)
{
    /// <summary>Answers a request, and lets its session follow the group from here on; returns what became of that.</summary>
    /// <param name="session">The session.</param>
    /// <param name="request">What it asked for.</param>
    /// <param name="generation">The identity for which that was judged.</param>
    /// <param name="group">What the request becomes.</param>
    /// <param name="answer">The answer, but for what it answers.</param>
    public async ValueTask<SessionEntry> AnswerAsync(Session session, SubscribeRequest request, int generation, SubscriptionGroup group, Subscribed answer)
    {
        var entry = session.Activate(request, group, generation);
        if (entry == SessionEntry.New)
        {
            group.Holders++;
            if (positions is not null)
            {
                await positions.AddAsync(session, group.Scope).ConfigureAwait(false);
            }
        }

        if (entry is SessionEntry.New or SessionEntry.Held)
        {
            await sink.AnswerAsync(session, answer with { RequestId = request.AnswersTo, Replaces = request.Replaces }).ConfigureAwait(false);
        }

        return entry;
    }

    /// <summary>Takes a session out of a group that it has let go of. The task completes when nothing of it will arrive any more.</summary>
    public async ValueTask RemoveAsync(Session session, SubscriptionGroup group, TaskCompletionSource? done)
    {
        group.Holders--;
        if (positions is not null)
        {
            await positions.RemoveAsync(session, group.Scope).ConfigureAwait(false);
        }

        await sink.LeaveAsync(session, group.Id, done).ConfigureAwait(false);
    }
}
