using SyncHub.Json;
using SyncHub.Protocol;
using SyncHub.Server.Collections;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Feed;

/// <summary>Lets sessions into groups and out of them, at the loop's position. Owned by the feed's loop.</summary>
internal sealed class FeedJoins(SyncModel model, FeedPushes pushes, FeedMembers members, FeedPositions positions, ChangeHistory history, ReadHorizon horizon, IFeedSink sink)
{
    private readonly List<FeedJoin> _deferred = [];

    public async ValueTask JoinAsync(FeedJoin join, FeedPosition? position)
    {
        if (position is null || (join.NeededSeq > position.Seq && join.IsOfEpoch(position)))
        {
            // The source, or another node, is ahead of us: answer when we have caught up.
            _deferred.Add(join);
            return;
        }

        try
        {
            switch (join)
            {
                case EntityJoin entity:
                    entity.Complete(await TryJoinAsync(entity, position).ConfigureAwait(false));
                    break;
                case CollectionJoin collection:
                    await pushes.Queries!.JoinAsync(collection, position).ConfigureAwait(false);
                    break;
            }
        }
        catch (Exception exception)
        {
            join.Fail(exception);
        }
    }

    /// <summary>Answers those for whom the loop has now come far enough.</summary>
    public async ValueTask RetryDeferredAsync(FeedPosition position)
    {
        if (_deferred.Count == 0)
        {
            return;
        }

        var waiting = _deferred.ToArray();
        _deferred.Clear();
        foreach (var join in waiting)
        {
            await JoinAsync(join, position).ConfigureAwait(false);
        }
    }

    public async ValueTask LeaveAsync(Session session, string subscriptionId, TaskCompletionSource done)
    {
        if (session.Deactivate(subscriptionId) is not { } subscription)
        {
            done.TrySetResult();
            return;
        }

        await members.RemoveAsync(session, subscription.Group, done).ConfigureAwait(false);
        pushes.Released(session, subscription.Group);
    }

    public void LeaveAll(Session session, IReadOnlyList<Subscription> subscriptions)
    {
        foreach (var subscription in subscriptions)
        {
            subscription.Group.Holders--;
            pushes.Released(session, subscription.Group);
            positions.Forget(session, subscription.Group.Scope);
        }

        pushes.Queries?.Forget(session);
        foreach (var join in _deferred.FindAll(join => join.Session == session))
        {
            _deferred.Remove(join);
            join.Withdraw();
        }
    }

    /// <summary>The feed ends: nobody will be answered any more.</summary>
    public void Abandon()
    {
        foreach (var join in _deferred)
        {
            join.Withdraw();
        }

        _deferred.Clear();
        pushes.Queries?.Abandon();
    }

    private async ValueTask<JoinResult> TryJoinAsync(EntityJoin join, FeedPosition position)
    {
        if (!join.IsOfEpoch(position))
        {
            return JoinResult.ReadNeeded;
        }

        var resumes = join.Row is null;
        var start = resumes ? join.NeededSeq : join.Row!.Value.Position?.Seq ?? join.Noted.Seq;
        var floor = resumes ? history.GrantedFloor : history.HeldFloor;
        if (start < floor || (join.Row?.Position is { } read && read.Epoch != position.Head.Epoch))
        {
            return JoinResult.ReadNeeded;
        }

        if (join.Refreshes is { } refreshed && !join.Session.IsActive(refreshed))
        {
            return JoinResult.Withdrawn;
        }

        // Whoever holds the group already must see what is pending before somebody joins at a later position.
        var group = join.Refreshes?.Group as EntityGroup ?? pushes.Entities.GetOrAdd(join.Key, join.Scope, position.Seq);
        await pushes.FlushAsync(group, position).ConfigureAwait(false);
        var missed = history.After(join.Key, start);

        // What was read, now or by whoever resumes, may be ahead of the log.
        group.ReadUntil = horizon.Now;
        var answer = resumes
            ? EntityAnswer.Resume(model, group.Id, group.Scope, missed, group.Scope.Stamp(position.Version))
            : Snapshot(join, group, missed, position);
        if (missed.Count == 0 && (resumes || (join.Row is { Position: null, Body: var body } && !answer.Data.IsNull && !IsWhatTheLogSays(join.Key, body))))
        {
            group.ReadSeq = position.Seq;
        }

        if (join.Request is null)
        {
            await sink.AnswerAsync(join.Session, answer).ConfigureAwait(false);
        }
        else if (await members.AnswerAsync(join.Session, join.Request, join.Generation, group, answer).ConfigureAwait(false) is not (SessionEntry.New or SessionEntry.Held))
        {
            pushes.Entities.RemoveIfUnheld(group);
            return JoinResult.Withdrawn;
        }

        return JoinResult.Joined;
    }

    private bool IsWhatTheLogSays(SyncKey key, RawJson body) =>
        history.Newest(key) is { } last && last.Change.After.Utf8.Span.SequenceEqual(body.Utf8.Span);

    private Subscribed Snapshot(EntityJoin join, EntityGroup group, IReadOnlyList<LogEntry> missed, FeedPosition position)
    {
        var body = join.Row!.Value.Body;
        IReadOnlyList<string>? mutationIds = null;
        if (missed.Count > 0)
        {
            body = missed[^1].Change.After;

            // Of what cannot be seen there is nothing to be told, not even that somebody wrote it.
            mutationIds = EntityFold.Of(missed, group.Scope)?.MutationIds;
        }

        return EntityAnswer.Snapshot(model, group.Id, group.Scope.Show(join.Key, body), group.Scope.Stamp(position.Version), mutationIds);
    }
}
