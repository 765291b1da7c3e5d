using SyncHub.Protocol;
using SyncHub.Server.Errors;
using SyncHub.Server.Feed;
using SyncHub.Server.Model;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Collections;

/// <summary>Answers those who join a page that is known. Owned by the feed's loop.</summary>
internal sealed class CollectionJoins<T>(
    SyncModel model, FeedMembers members, IFeedSink sink, CollectionResume<T> resume, LiveQueryLimits limits, Action<Exception> failed)
    where T : class
{
    public async ValueTask AnswerAsync(CollectionJoin join, CollectionGroup<T> group, CollectionPage<T> page, long total, SyncVersion version)
    {
        if (group.Query.Top is null && total > limits.Matches)
        {
            join.Refuse(SyncErrors.TooManyMatches(model.Name, total, limits.Matches));
            return;
        }

        var facts = new PushFacts(total, group.Scope.Stamp(version), MutationIds: null, Commit: null);
        group.ToldTotal = total;
        if (join.Request is { } request)
        {
            var answer = join.Resumes && request.Epoch == facts.Version.Epoch
                ? resume.Answer(request, group, page, facts)
                : CollectionAnswer.Snapshot(model, group.Id, group.Query, page.ToJson(), facts);
            await EnterAsync(join, request, group, answer).ConfigureAwait(false);
        }
        else if (join.Session.IsActive(join.Refreshes!))
        {
            var refresh = CollectionAnswer.Snapshot(model, group.Id, group.Query, page.ToJson(), facts);
            await sink.AnswerAsync(join.Session, refresh).ConfigureAwait(false);
        }

        join.Complete();
    }

    /// <summary>Takes a session out of a group that ends, and tells it why. Never throws: the others have still to be told.</summary>
    public async ValueTask ExpelAsync(Session session, CollectionGroup<T> group, SyncError error)
    {
        if (session.Deactivate(group.Id) is null)
        {
            return;
        }

        try
        {
            try
            {
                await members.RemoveAsync(session, group, done: null).ConfigureAwait(false);
            }
            finally
            {
                // A group that has ended pushes nothing more, so whoever could not be taken out of it has all the more to be told.
                await session.SendErrorAsync(error, requestId: null, group.Id).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            failed(exception);
        }
    }

    private async ValueTask EnterAsync(CollectionJoin join, CollectionRequest request, CollectionGroup<T> group, Subscribed answer)
    {
        if (await members.AnswerAsync(join.Session, request, join.Generation, group, answer).ConfigureAwait(false) is SessionEntry.New or SessionEntry.Held)
        {
            group.Members?.Add(join.Session);
        }
    }
}
