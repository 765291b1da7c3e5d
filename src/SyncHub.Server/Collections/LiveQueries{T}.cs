using System.Runtime.InteropServices;
using SyncHub.Queries;
using SyncHub.Server.Authorization;
using SyncHub.Server.Data;
using SyncHub.Server.Diagnostics;
using SyncHub.Server.Errors;
using SyncHub.Server.Feed;
using SyncHub.Server.Log;
using SyncHub.Server.Matching;
using SyncHub.Server.Sessions;
using SyncHub.Server.Windows;

namespace SyncHub.Server.Collections;

/// <inheritdoc/>
/// <typeparam name="T">The type of the entities.</typeparam>
internal sealed class LiveQueries<T> : LiveQueries
    where T : class
{
    private readonly LiveQueryFeed<T> _feed;
    private readonly LiveViewServices<T> _services;
    private readonly QueryMatcher<T, LiveView<T>> _matcher;
    private readonly ChangeSieve<T, LiveView<T>> _sieve;
    private readonly IdleGroups<T> _idle;
    private readonly LiveQueryQuota _quota;
    private readonly ServerMetrics _metrics;

    // Who takes over all of these has the row, whatever they held of it.
    private readonly ChangedProperties _each;

    // By scope and canonical query, and by filter and order.
    private readonly Dictionary<string, CollectionGroup<T>> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LiveView<T>> _views = new(StringComparer.Ordinal);

    // Views that memory cannot judge changes for.
    private readonly HashSet<LiveView<T>> _unjudged = [];

    // Views that hold a batch, the oldest first.
    private readonly List<LiveView<T>> _held = [];
    private readonly List<(long Seq, Func<FeedPosition, ValueTask> Step)> _deferred = [];
    private readonly List<Match<LiveView<T>>> _hits = [];

    public LiveQueries(LiveQueryFeed<T> feed, CollectionPushes<T> pushes, CollectionJoins<T> joins, LiveQueryLimits limits, LiveQueryQuota quota, ServerMetrics metrics, TimeProvider time)
    {
        _feed = feed;
        _quota = quota;
        _metrics = metrics;
        _each = feed.Queries.PropertyNames is { } names ? ChangedProperties.Of([.. names]) : ChangedProperties.All;
        _matcher = new QueryMatcher<T, LiveView<T>>(feed.Queries.Schema, feed.Queries.Compiler, feed.Observer);
        _sieve = new ChangeSieve<T, LiveView<T>>(_matcher, new PartialRows<T>(feed.Queries.Storage));
        _idle = new IdleGroups<T>(limits, time);
        _services = new LiveViewServices<T>(feed.Model, feed.Queries, feed.History, feed.Horizon, feed.Reads, pushes, joins, limits)
        {
            DeferAsync = DeferAsync,
            FlushAsync = FlushAsync,
            EndAsync = EndAsync,
            Settle = Settle,
            Drop = Drop,
        };
    }

    public override long? OldestHeldSeq
    {
        get
        {
            var held = _held.Count == 0 ? (long?)null : _held.Min(view => view.Batch?.FirstSeq);
            var unshown = _services.Unshown.Count == 0 ? null : _services.Unshown.Min(view => view.UnshownSeq);
            return held is null || unshown is null ? held ?? unshown : Math.Min(held.Value, unshown.Value);
        }
    }

    public override int HeldViews => _held.Count;

    public override bool HoldsPartOfCommit => _held.Exists(view => view.Batch?.IsPartOfCommit == true);

    public override int Take(LogEntry entry)
    {
        if (_views.Count == 0 || IsForNobody(entry))
        {
            return 0;
        }

        var (before, after) = _feed.Images(entry);
        var most = entry.Effect == EntryEffect.Exact ? HoldMatches(entry, before, after) : 0;
        foreach (var view in InDoubt(entry, before, after))
        {
            most = Math.Max(most, Hold(view, entry, view.Judge(entry, before, after), inDoubt: true));
        }

        foreach (var view in _unjudged)
        {
            most = Math.Max(most, Hold(view, entry, default));
        }

        return most;
    }

    /// <summary>
    /// Whether the change concerns no list. Where access predicates tell that, nothing but the properties that they name is read of its rows: on a node of
    /// several, most changes are for others.
    /// </summary>
    private bool IsForNobody(LogEntry entry)
    {
        if (entry.Effect is not (EntryEffect.Exact or EntryEffect.Nothing) || _unjudged.Count > 0 || _services.Doubtful.Of(entry).Any())
        {
            return false;
        }

        return entry.Effect == EntryEffect.Nothing || _sieve.Drops(entry.Change);
    }

    private int HoldMatches(LogEntry entry, Row<T>? before, Row<T>? after)
    {
        var changed = entry.Change.Kind == ChangeKind.Update ? ChangedProperties.Of(JsonObjects.Names(entry.Change.Delta)) : ChangedProperties.All;
        _hits.Clear();
        _matcher.Match(before?.Entity, after?.Entity, changed, _hits);
        var most = 0;
        foreach (var hit in CollectionsMarshal.AsSpan(_hits))
        {
            if (hit.Query.MayHaveRead(entry))
            {
                continue;
            }

            // What comes in may have been here before in the same batch, and have changed outside meanwhile. And what was read of the row may be a state that
            // the log passes over.
            var known = !hit.Was ? ChangedProperties.All : entry.IsFirstAfter(hit.Query.ReadSeq) ? _each : changed;
            most = Math.Max(most, Hold(hit.Query, entry, new RowChange<Row<T>>(entry.Change.Key, hit.Was, hit.Is, (after ?? before)!, known)));
        }

        return most;
    }

    /// <summary>
    /// The lists that may show the row, or count it, as the log never had it, so that its images do not find them: those that were read with the change in
    /// them; where it is contested what was before, those that any image finds which somebody says was before; where nobody says it, or did and is forgotten, all.
    /// </summary>
    private IEnumerable<LiveView<T>> InDoubt(LogEntry entry, Row<T>? before, Row<T>? after)
    {
        switch (entry.Effect)
        {
            case EntryEffect.Contested when _feed.History.Oldest(entry.Change.Key) is { IsFirst: true } first:
                // The row's first change was taken at its word: what it said was before has left lists that this change would have let in.
                _hits.Clear();
                _matcher.Match(before?.Entity, after?.Entity, ChangedProperties.All, _hits);
                _matcher.Match(_feed.Hint(entry)?.Entity, _feed.Images(first).Before?.Entity, ChangedProperties.All, _hits);
                return _services.Doubtful.Of(entry).Union(_hits.Select(hit => hit.Query));
            case EntryEffect.Contested or EntryEffect.BeforeUnknown:
                return _views.Values.Where(view => view.Entry is not null);
            default:
                return _services.Doubtful.Of(entry);
        }
    }

    public override async ValueTask FlushAsync(FeedPosition position, long? commit)
    {
        if (_held.Count == 0)
        {
            return;
        }

        var held = _held.ToArray();
        _held.Clear();
        foreach (var view in held)
        {
            await FlushAsync(view, position, commit).ConfigureAwait(false);
        }
    }

    public override async ValueTask AdvanceAsync(FeedPosition position)
    {
        if (_deferred.Count == 0)
        {
            return;
        }

        var due = _deferred.FindAll(deferred => deferred.Seq <= position.Seq);
        _deferred.RemoveAll(deferred => deferred.Seq <= position.Seq);
        foreach (var (_, step) in due)
        {
            await step(position).ConfigureAwait(false);
        }
    }

    public override async ValueTask JoinAsync(CollectionJoin join, FeedPosition position)
    {
        if (join.Session.Ended.IsCancellationRequested || (join.Refreshes is { } refreshed && !join.Session.IsActive(refreshed)))
        {
            join.Withdraw();
            return;
        }

        if ((join.Refreshes?.Group as CollectionGroup<T> ?? GetOrAdd(join.Query, join.Scope, position)) is not { } group)
        {
            _metrics.LimitReached("live-queries");
            join.Refuse(SyncErrors.TooManyQueries(_quota.Limit));
            return;
        }

        _idle.Remove(group);
        await group.View.JoinAsync(join, group, position).ConfigureAwait(false);
    }

    public override void Released(Session session, SubscriptionGroup group)
    {
        var collection = (CollectionGroup<T>)group;
        collection.Members?.Remove(session);
        Settle(collection);
    }

    public override void Forget(Session session)
    {
        foreach (var view in _services.Awaited.ToArray())
        {
            view.Forget(session);
        }
    }

    public override void Prune()
    {
        foreach (var group in _idle.TakeExpired())
        {
            Remove(group);
        }
    }

    public override async ValueTask RestartAsync(FeedPosition position)
    {
        _held.Clear();
        _deferred.Clear();
        foreach (var view in _views.Values.ToArray())
        {
            foreach (var group in view.Groups.FindAll(group => !group.IsWanted))
            {
                Remove(group);
            }

            if (view.IsClosed)
            {
                continue;
            }

            view.Restart(position);
            foreach (var group in view.Groups)
            {
                await _feed.MarkStaleAsync(group.Id).ConfigureAwait(false);
            }
        }
    }

    public override void Abandon()
    {
        foreach (var view in _views.Values)
        {
            view.End();
        }
    }

    private int Hold(LiveView<T> view, LogEntry entry, RowChange<Row<T>> change, bool inDoubt = false)
    {
        var isFirst = view.Batch is null;
        var held = inDoubt ? view.HoldInDoubt(entry, change) : view.Hold(entry, change);
        if (isFirst && held > 0)
        {
            _held.Add(view);
        }

        return held;
    }

    private ValueTask FlushAsync(LiveView<T> view, FeedPosition position)
    {
        if (view.Batch?.IsPartOfCommit == true)
        {
            return _feed.FlushAllAsync(position);
        }

        _held.Remove(view);
        return FlushAsync(view, position, commit: null);
    }

    private async ValueTask FlushAsync(LiveView<T> view, FeedPosition position, long? commit)
    {
        try
        {
            await view.FlushAsync(position, commit).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await RepairAsync(view, position, exception).ConfigureAwait(false);
        }
    }

    // What a view shows is not to be trusted after it failed halfway.
    private async ValueTask RepairAsync(LiveView<T> view, FeedPosition position, Exception exception)
    {
        if (!view.IsClosed)
        {
            view.Restart(position);
        }

        await _services.Pushes.SpoilAsync(view.Groups, exception).ConfigureAwait(false);
    }

    /// <summary>The group of a page; null where there is none and the node has too many queries.</summary>
    private CollectionGroup<T>? GetOrAdd(Query query, AccessScope scope, FeedPosition position)
    {
        var name = CollectionGroup<T>.NameOf(query, scope);
        if (_groups.TryGetValue(name, out var group))
        {
            return group;
        }

        if (!_quota.TryTake() && !(_idle.TakeOldest() is { } oldest && MakeWay(oldest)))
        {
            return null;
        }

        try
        {
            var view = ViewOf(query);
            group = new CollectionGroup<T>(query, scope, view, position.Seq);
            _groups.Add(name, group);
            _metrics.LiveQueryAdded(_feed.Model.Name);
            view.Open(group, position);
            return group;
        }
        catch when (!_groups.ContainsKey(name))
        {
            _quota.Return();
            throw;
        }
    }

    private bool MakeWay(CollectionGroup<T> idle)
    {
        Remove(idle);
        return _quota.TryTake();
    }

    private LiveView<T> ViewOf(Query query)
    {
        var isMaintained = _feed.Reads.Evaluation == QueryEvaluation.InMemory && (query.Top is not { } top || query.Skip + top <= _services.Limits.DeepPage);
        var name = isMaintained ? query.ViewJson : $"requery {query.ViewJson}";
        if (_views.TryGetValue(name, out var view))
        {
            return view;
        }

        view = isMaintained ? new MaintainedView<T>(query, _services) : new RequeriedView<T>(name, query, _services);
        _views.Add(name, view);
        if (_feed.Reads.Evaluation == QueryEvaluation.InMemory)
        {
            view.Entry = _matcher.Add(view, query.Filter);
        }
        else
        {
            _unjudged.Add(view);
        }

        return view;
    }

    // Kept a while, if it is known: who comes back soon finds it as it was.
    private void Settle(CollectionGroup<T> group)
    {
        if (group.IsWanted || !IsKnown(group))
        {
            return;
        }

        if (group.View.IsWaiting)
        {
            Remove(group);
        }
        else
        {
            _idle.Add(group);
            Prune();
        }
    }

    private void Remove(CollectionGroup<T> group)
    {
        if (!IsKnown(group))
        {
            return;
        }

        _groups.Remove(group.Name);
        _idle.Remove(group);
        _quota.Return();
        _metrics.LiveQueryRemoved(_feed.Model.Name);
        var view = group.View;
        view.Close(group);
        if (view.Groups.Count == 0)
        {
            Drop(view);
        }
    }

    // One that has ended may still be let go of by sessions, while another of the same query has taken its place.
    private bool IsKnown(CollectionGroup<T> group) => _groups.GetValueOrDefault(group.Name) == group;

    private void Drop(LiveView<T> view)
    {
        if (view.IsClosed)
        {
            return;
        }

        view.End();
        _views.Remove(view.Name);
        _held.Remove(view);
        _unjudged.Remove(view);
        _services.Doubtful.Remove(view);
        if (view.Entry is { } entry)
        {
            _matcher.Remove(entry);
        }

        foreach (var group in view.Groups.ToArray())
        {
            Remove(group);
        }
    }

    private async ValueTask EndAsync(CollectionGroup<T> group, SyncError error)
    {
        group.View.RefuseJoins(error, group);
        foreach (var session in group.Members!.ToArray())
        {
            await _services.Joins.ExpelAsync(session, group, error).ConfigureAwait(false);
        }

        Remove(group);
    }

    private ValueTask DeferAsync(long seq, FeedPosition position, Func<FeedPosition, ValueTask> step)
    {
        if (seq <= position.Seq)
        {
            return step(position);
        }

        _deferred.Add((seq, step));
        return ValueTask.CompletedTask;
    }
}
