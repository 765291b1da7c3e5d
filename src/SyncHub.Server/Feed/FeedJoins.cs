using SyncHub.Json;
using SyncHub.Protocol;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Feed;

/// <summary>Lets sessions into groups and out of them, at the loop's position. Owned by the feed's loop.</summary>
internal sealed class FeedJoins(SyncModel model, EntityGroups groups, FeedPositions positions, ChangeHistory history, IFeedSink sink)
{
    private readonly List<JoinRequest> _deferred = [];

    public async ValueTask JoinAsync(JoinRequest request, FeedPosition? position)
    {
        if (position is null || (request.NeededSeq > position.Seq && request.IsOfEpoch(position)))
        {
            // The source, or another node, is ahead of us: answer when we have caught up.
            _deferred.Add(request);
            return;
        }

        try
        {
            request.Complete(await TryJoinAsync(request, position).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            // The session's own work reports it and answers the client.
            request.Fail(exception);
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
        foreach (var request in waiting)
        {
            await JoinAsync(request, position).ConfigureAwait(false);
        }
    }

    public async ValueTask LeaveAsync(Session session, string subscriptionId, TaskCompletionSource done)
    {
        if (session.Deactivate(subscriptionId) is not { } subscription)
        {
            done.TrySetResult();
            return;
        }

        groups.Release(subscription.Group);
        await positions.RemoveAsync(session).ConfigureAwait(false);
        await sink.LeaveAsync(session, subscriptionId, done).ConfigureAwait(false);
    }

    public void LeaveAll(Session session, IReadOnlyList<Subscription> subscriptions)
    {
        foreach (var subscription in subscriptions)
        {
            groups.Release(subscription.Group);
        }

        positions.Forget(session);
        foreach (var request in _deferred.FindAll(request => request.Session == session))
        {
            _deferred.Remove(request);
            request.Complete(JoinResult.Withdrawn);
        }
    }

    /// <summary>The feed ends: nobody will be answered any more.</summary>
    public void Abandon()
    {
        foreach (var request in _deferred)
        {
            request.Complete(JoinResult.Withdrawn);
        }

        _deferred.Clear();
    }

    private async ValueTask<JoinResult> TryJoinAsync(JoinRequest request, FeedPosition position)
    {
        if (!request.IsOfEpoch(position))
        {
            return JoinResult.ReadNeeded;
        }

        var resumes = request.Row is null;
        var start = resumes ? request.NeededSeq : request.Row!.Value.Position?.Seq ?? request.Noted.Seq;
        var floor = resumes ? history.GrantedFloor : history.HeldFloor;
        if (start < floor || (request.Row?.Position is { } read && read.Epoch != position.Head.Epoch))
        {
            return JoinResult.ReadNeeded;
        }

        if (request.Refreshes is { } refreshed && !request.Session.IsActive(refreshed))
        {
            return JoinResult.Withdrawn;
        }

        // Whoever holds the group already must see what is pending before somebody joins at a later position.
        var group = request.Refreshes?.Group ?? groups.GetOrAdd(request.Key, position.Seq);
        await groups.FlushAsync(group, position).ConfigureAwait(false);
        var missed = history.After(request.Key, start);
        var answer = resumes
            ? EntityAnswer.Resume(model, group.Id, request.Request!.RequestId, missed, position.Version)
            : Snapshot(request, group, missed, position);
        if (request.Request is { } asked && !await EnterAsync(request.Session, asked, group).ConfigureAwait(false))
        {
            return JoinResult.Withdrawn;
        }

        await sink.AnswerAsync(request.Session, answer).ConfigureAwait(false);
        return JoinResult.Joined;
    }

    private async ValueTask<bool> EnterAsync(Session session, EntityRequest request, EntityGroup group)
    {
        switch (session.Activate(request, group))
        {
            case SessionEntry.New:
                group.Holders++;
                await positions.AddAsync(session).ConfigureAwait(false);
                return true;
            case SessionEntry.Held:
                return true;
            default:
                groups.RemoveIfUnheld(group);
                return false;
        }
    }

    private Subscribed Snapshot(JoinRequest request, EntityGroup group, IReadOnlyList<LogEntry> missed, FeedPosition position)
    {
        var body = request.Row!.Value.Body;
        IReadOnlyList<string>? mutationIds = null;
        if (missed.Count > 0)
        {
            var fold = EntityFold.Of(missed);
            body = fold.Body;
            mutationIds = fold.MutationIds;
        }

        return EntityAnswer.Snapshot(model, group.Id, request.Request?.RequestId, body.IsAbsent ? RawJson.Null : body, position.Version, mutationIds);
    }
}
