using SyncHub.Protocol;
using SyncHub.Server.Diagnostics;
using SyncHub.Server.Errors;
using SyncHub.Server.Feed;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Resolvers;

/// <summary>Who follows which key, what they were answered, and what happens next. Owned by the feed's loop.</summary>
internal sealed class ResolverGroups(Resolver resolver, ResolverRuns runs, FeedMembers members, IFeedSink sink, ServerMetrics metrics, Action<Exception> failed)
{
    // By key and scope.
    private readonly Dictionary<string, Dictionary<string, ResolverGroup>> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<Session, HashSet<ResolverJoin>> _pending = [];

    /// <summary>Answers a session from rows that are known, or has it wait for a run.</summary>
    public async ValueTask JoinAsync(ResolverJoin join, FeedPosition position)
    {
        // Of a request that was judged twice, the later judgement counts.
        Withdraw(join.Session, other => other != join && other.Request is { } request && ReferenceEquals(request, join.Request));
        if (!join.IsAwaited)
        {
            Withdraw(join.Session, other => other == join);
            return;
        }

        var group = join.Group ??= join.Refreshes?.Group as ResolverGroup ?? GetOrAdd(join, position);
        if (group.Rows is { } rows && (!group.IsDisturbed || group.Ready.Contains(join)))
        {
            await AnswerAsync(join, group, rows).ConfigureAwait(false);
            return;
        }

        group.Ready.Remove(join);
        group.Waiting.Add(join);
        join.NeededSeq = group.NotifiedSeq;
        if (!_pending.TryGetValue(join.Session, out var pending))
        {
            _pending.Add(join.Session, pending = []);
        }

        pending.Add(join);
        runs.Request(group);
    }

    /// <summary>Something changed that a key's rows are made of.</summary>
    public void Notify(string key, long seq)
    {
        if (_keys.TryGetValue(key, out var scopes))
        {
            Notify(scopes.Values, seq);
        }
    }

    /// <summary>Something changed that any key's rows may be made of.</summary>
    public void NotifyAll(long seq)
    {
        foreach (var scopes in _keys.Values)
        {
            Notify(scopes.Values, seq);
        }
    }

    /// <summary>The log is another: nothing that was answered before compares with it.</summary>
    public void Restart(FeedPosition position)
    {
        foreach (var group in _keys.Values.SelectMany(scopes => scopes.Values))
        {
            group.Invalidate();
            group.StartsAfresh = true;
            group.NotifiedSeq = position.Seq;
            group.Waiting.ForEach(join => join.NeededSeq = position.Seq);
            runs.Request(group);
        }
    }

    public async ValueTask RunEndedAsync(ResolverGroup group, ResolverRun run, ResolverOutcome outcome, FeedPosition position)
    {
        runs.End();
        if (group.Run != run)
        {
            return;
        }

        group.Run = null;
        if (run.Position.Head.Epoch == position.Head.Epoch)
        {
            if (outcome.Error is { } error)
            {
                await FailAsync(group, run, error).ConfigureAwait(false);
            }
            else
            {
                await SucceedAsync(group, run, outcome.Rows!).ConfigureAwait(false);
            }
        }

        Settle(group);
    }

    public void RetryDue(ResolverGroup group)
    {
        ResolverRuns.StopRetry(group);
        runs.Request(group);
    }

    public async ValueTask LeaveAsync(Session session, string subscriptionId, TaskCompletionSource done)
    {
        if (session.Deactivate(subscriptionId) is not { } subscription)
        {
            done.TrySetResult();
            return;
        }

        var group = (ResolverGroup)subscription.Group;
        await members.RemoveAsync(session, group, done).ConfigureAwait(false);
        group.Members.Remove(session);
        Withdraw(session, join => join.Refreshes == subscription);
        Settle(group);
    }

    public void LeaveAll(Session session, IReadOnlyList<Subscription> subscriptions)
    {
        foreach (var group in subscriptions.Select(subscription => (ResolverGroup)subscription.Group))
        {
            group.Holders--;
            group.Members.Remove(session);
            Settle(group);
        }

        Withdraw(session, _ => true);
    }

    public void Withdraw(Session session, SubscribeRequest request) => Withdraw(session, join => ReferenceEquals(join.Request, request));

    /// <summary>The feed ends: nobody will be answered any more.</summary>
    public void Abandon()
    {
        foreach (var group in _keys.Values.SelectMany(scopes => scopes.Values))
        {
            ResolverRuns.Release(group);
        }
    }

    private void Notify(IEnumerable<ResolverGroup> groups, long seq)
    {
        foreach (var group in groups)
        {
            group.NotifiedSeq = seq;
            runs.Request(group);
        }
    }

    private async ValueTask SucceedAsync(ResolverGroup group, ResolverRun run, IReadOnlyList<ResolverRow> rows)
    {
        var (startsAfresh, told) = (group.StartsAfresh, group.Prev);
        group.Take(rows, run.Position);
        ResolverRuns.StopRetry(group);
        foreach (var join in TakeAnswerable(group, run))
        {
            group.Ready.Add(join);
            join.Session.Serve(new SessionWork.Resolved(join));
        }

        // A run that only somebody new was the reason for tells the others nothing.
        if (group.Members.Count > 0 && (startsAfresh || run.Position.Seq > told))
        {
            await PushAsync(group, rows, startsAfresh).ConfigureAwait(false);
        }

        DropRowsOfOne(group);
    }

    private async ValueTask FailAsync(ResolverGroup group, ResolverRun run, SyncError error)
    {
        group.Invalidate();
        group.Failures++;
        foreach (var join in TakeAnswerable(group, run, join => join.Refreshes is null))
        {
            Forget(join);
            join.Error = error;
            join.Session.Serve(new SessionWork.Resolved(join));
        }

        if (!error.Retryable)
        {
            await ExpelAsync(group, error).ConfigureAwait(false);
        }
        else if (group.Members.Count > 0)
        {
            group.StartsAfresh = true;
            runs.RetryLater(group, RetryDelay.After(group.Failures));
            if (!group.IsInTrouble)
            {
                group.IsInTrouble = true;
                await sink.PushAsync(SyncErrors.ToWire(error, requestId: null, group.Id, ended: false)).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask ExpelAsync(ResolverGroup group, SyncError error)
    {
        foreach (var session in group.Members.ToArray())
        {
            group.Members.Remove(session);
            if (session.Deactivate(group.Id) is { } subscription)
            {
                await members.RemoveAsync(session, group, done: null).ConfigureAwait(false);
                await session.SendErrorAsync(error, requestId: null, group.Id).ConfigureAwait(false);
                Withdraw(session, join => join.Refreshes == subscription);
            }
        }
    }

    private async ValueTask PushAsync(ResolverGroup group, IReadOnlyList<ResolverRow> rows, bool startsAfresh)
    {
        try
        {
            metrics.Pushed(resolver.Name);
            if (startsAfresh)
            {
                await sink.PushAsync(Snapshot(group, rows)).ConfigureAwait(false);
            }
            else
            {
                await sink.PushAsync(new RowsChanged { SubscriptionId = group.Id, Rows = rows, Version = VersionOf(group) }).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            failed(exception);
            await sink.MarkStaleAsync(group.Id).ConfigureAwait(false);
        }
    }

    private async ValueTask AnswerAsync(ResolverJoin join, ResolverGroup group, IReadOnlyList<ResolverRow> rows)
    {
        Forget(join);
        group.Ready.Remove(join);
        var answer = Snapshot(group, rows);
        if (join.Request is null)
        {
            await sink.AnswerAsync(join.Session, answer).ConfigureAwait(false);
        }
        else if (await members.AnswerAsync(join.Session, join.Request, join.Identity.Generation, group, answer).ConfigureAwait(false)
            is SessionEntry.New or SessionEntry.Held)
        {
            group.Members.Add(join.Session);
        }

        DropRowsOfOne(group);
        Settle(group);
    }

    private Subscribed Snapshot(ResolverGroup group, IReadOnlyList<ResolverRow> rows) => new()
    {
        SubscriptionId = group.Id,
        Kind = Subscribed.ResolverKind,
        Model = resolver.Name,
        KeyName = "key",
        Mode = Subscribed.SnapshotMode,
        Rows = rows,
        Version = VersionOf(group),
    };

    private static SyncVersion VersionOf(ResolverGroup group) => group.Scope.Stamp(group.At!.Version);

    // Nobody else can ever be answered from these.
    private void DropRowsOfOne(ResolverGroup group)
    {
        if (resolver.Settings.Sharing == Sharing.Connection && group.Ready.Count == 0)
        {
            group.DropRows();
        }
    }

    private static List<ResolverJoin> TakeAnswerable(ResolverGroup group, ResolverRun run, Predicate<ResolverJoin>? which = null)
    {
        var answerable = group.Waiting.FindAll(join => join.NeededSeq <= run.Position.Seq && which?.Invoke(join) != false);
        group.Waiting.RemoveAll(answerable.Contains);
        return answerable;
    }

    private ResolverGroup GetOrAdd(ResolverJoin join, FeedPosition position)
    {
        if (!_keys.TryGetValue(join.Key, out var scopes))
        {
            _keys.Add(join.Key, scopes = new Dictionary<string, ResolverGroup>(StringComparer.Ordinal));
        }

        if (!scopes.TryGetValue(join.Scope.Key, out var group))
        {
            scopes.Add(join.Scope.Key, group = new ResolverGroup(join.Key, join.Scope, position.Seq) { Identity = join.Identity });
            metrics.GroupAdded(resolver.Name);
        }

        group.Identity = join.Identity;
        return group;
    }

    private void Withdraw(Session session, Predicate<ResolverJoin> which)
    {
        if (!_pending.TryGetValue(session, out var pending))
        {
            return;
        }

        foreach (var join in pending.Where(join => which(join)).ToArray())
        {
            Forget(join);
            var group = join.Group!;
            group.Waiting.Remove(join);
            group.Ready.Remove(join);
            Settle(group);
        }
    }

    private void Forget(ResolverJoin join)
    {
        if (_pending.TryGetValue(join.Session, out var pending) && pending.Remove(join) && pending.Count == 0)
        {
            _pending.Remove(join.Session);
        }
    }

    // Lets a group go that nobody wants, and else has it run where it must.
    private void Settle(ResolverGroup group)
    {
        if (group.IsWanted)
        {
            runs.Request(group);
        }
        else if (_keys.TryGetValue(group.Key, out var scopes) && scopes.GetValueOrDefault(group.Scope.Key) == group)
        {
            scopes.Remove(group.Scope.Key);
            if (scopes.Count == 0)
            {
                _keys.Remove(group.Key);
            }

            ResolverRuns.Release(group);
            metrics.GroupRemoved(resolver.Name);
        }
    }
}
