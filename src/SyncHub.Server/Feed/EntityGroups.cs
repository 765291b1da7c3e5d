using SyncHub.Server.Authorization;
using SyncHub.Server.Diagnostics;
using SyncHub.Server.Log;
using SyncHub.Server.Model;

namespace SyncHub.Server.Feed;

/// <summary>The groups of one model's entities: finds whom a change concerns and pushes it, at once or when the debounce window closes. Owned by the feed's loop.</summary>
/// <param name="model">The model.</param>
/// <param name="sink">Where pushes go.</param>
/// <param name="commits">Told of pushes that belong together with others.</param>
/// <param name="metrics">Counts groups and pushes.</param>
/// <param name="failed">Told of pushes that could not be made.</param>
internal sealed class EntityGroups(SyncModel model, IFeedSink sink, FeedCommits commits, ServerMetrics metrics, Action<Exception> failed)
{
    // The first of each entity, which leads to those of other scopes.
    private readonly Dictionary<SyncKey, EntityGroup> _groups = [];

    // In the order of their oldest changes.
    private readonly OrderedDictionary<string, EntityGroup> _held = new(StringComparer.Ordinal);

    /// <summary>How many groups hold changes back.</summary>
    public int HeldGroups => _held.Count;

    /// <summary>The seq of the oldest change that is held back; null while none is.</summary>
    public long? OldestHeldSeq => _held.Count == 0 ? null : _held.GetAt(0).Value.Pending![0].Entry.Seq;

    /// <summary>Whether a change that is held back belongs together with others.</summary>
    public bool HoldsPartOfCommit => _held.Values.Any(IsPartOfCommit);

    public EntityGroup GetOrAdd(SyncKey key, AccessScope scope, long position)
    {
        var first = _groups.GetValueOrDefault(key);
        for (var known = first; known is not null; known = known.Next)
        {
            if (known.Scope.Key == scope.Key)
            {
                return known;
            }
        }

        var group = new EntityGroup(key, scope, position) { Next = first };
        _groups[key] = group;
        metrics.GroupAdded(model.Name);
        return group;
    }

    /// <summary>Lets a group go that nobody holds (any more).</summary>
    public void RemoveIfUnheld(EntityGroup group)
    {
        if (group.Holders > 0)
        {
            return;
        }

        Unlink(group);
        _held.Remove(group.Id);
        group.Pending = null;
        metrics.GroupRemoved(model.Name);
    }

    /// <summary>Pushes one change; one that concerns nobody costs one look-up.</summary>
    public async ValueTask PushAsync(LogEntry entry, FeedPosition position)
    {
        for (var group = _groups.GetValueOrDefault(entry.Change.Key); group is not null; group = group.Next)
        {
            if (See(group, entry) is { Sight.IsAny: true } seen)
            {
                var commit = entry.IsPartOfCommit ? (long?)entry.CommitSeq : null;
                var fold = seen.IsWhole ? EntityFold.Of(entry).Whole() : EntityFold.Of(entry);
                await PushAsync(group, fold.SeenBy(group.Scope, seen.Sight), position.WireEpoch, commit).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Holds one change back; returns how many one of its groups then holds at most, 0 where there is none.</summary>
    public int Hold(LogEntry entry)
    {
        var most = 0;
        for (var group = _groups.GetValueOrDefault(entry.Change.Key); group is not null; group = group.Next)
        {
            if (See(group, entry) is { Sight.IsAny: true } seen)
            {
                if (group.Pending is null)
                {
                    group.Pending = [];
                    _held.Add(group.Id, group);
                }

                group.Pending.Add(seen);
                most = Math.Max(most, group.Pending.Count);
            }
        }

        return most;
    }

    /// <summary>Whether a group holds changes back that belong together with others.</summary>
    public static bool IsPartOfCommit(EntityGroup group) => group.Pending is { } pending && pending.Exists(change => change.Entry.IsPartOfCommit);

    /// <summary>Pushes all that is held back, merged per entity.</summary>
    public async ValueTask FlushAsync(FeedPosition position, long? commit)
    {
        foreach (var group in _held.Values)
        {
            await PushHeldAsync(group, position, commit).ConfigureAwait(false);
        }

        _held.Clear();
    }

    /// <summary>Pushes what is held back for one group.</summary>
    public async ValueTask FlushAsync(EntityGroup group, FeedPosition position)
    {
        if (_held.Remove(group.Id))
        {
            await PushHeldAsync(group, position, commit: null).ConfigureAwait(false);
        }
    }

    /// <summary>The log has lost its memory or run ahead of us: every group starts afresh at the position.</summary>
    public async ValueTask RestartAsync(FeedPosition position)
    {
        _held.Clear();
        foreach (var first in _groups.Values)
        {
            for (var group = first; group is not null; group = group.Next)
            {
                group.Pending = null;
                group.Prev = position.Seq;
                group.ReadSeq = -1;
                await sink.MarkStaleAsync(group.Id).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask PushHeldAsync(EntityGroup group, FeedPosition position, long? commit)
    {
        var pending = group.Pending!;
        group.Pending = null;
        await PushAsync(group, Fold(group, pending), position.WireEpoch, commit).ConfigureAwait(false);
    }

    private void Unlink(EntityGroup group)
    {
        var first = _groups.GetValueOrDefault(group.Key);
        if (first == group)
        {
            if (group.Next is { } next)
            {
                _groups[group.Key] = next;
            }
            else
            {
                _groups.Remove(group.Key);
            }

            return;
        }

        for (var before = first; before is not null; before = before.Next)
        {
            if (before.Next == group)
            {
                before.Next = group.Next;
                return;
            }
        }
    }

    private static SeenChange See(EntityGroup group, LogEntry entry)
    {
        if (group.MayHaveRead(entry))
        {
            return new SeenChange(entry, group.Scope.Judge(entry) with { Was = true }, IsWhole: true);
        }

        return new SeenChange(entry, entry.Effect == EntryEffect.Nothing ? default : group.Scope.Judge(entry), IsWhole: false);
    }

    private static EntityFold? Fold(EntityGroup group, List<SeenChange> changes)
    {
        var fold = EntityFold.Of([.. changes.Select(change => change.Entry)]);
        if (changes.Exists(change => !change.Sight.IsNow || change.IsWhole))
        {
            // It was out of sight in between: what changed then is not among these, and what took it away is nobody's here to see.
            fold = fold.Whole();
        }

        return fold.SeenBy(group.Scope, new RowSight(changes[0].Sight.Was, changes[^1].Sight.IsNow));
    }

    private async ValueTask PushAsync(EntityGroup group, EntityFold? seen, string wireEpoch, long? commit)
    {
        if (seen is null)
        {
            return;
        }

        try
        {
            var push = EntityPushes.Build(group, seen, wireEpoch, commit);
            metrics.Pushed(model.Name);
            await sink.PushAsync(push).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The next push would show the gap, but there may be none, and a position would vouch for what they have missed.
            failed(exception);
            await sink.MarkStaleAsync(group.Id).ConfigureAwait(false);
        }

        group.Prev = seen.Last.Seq;
        if (commit is not null)
        {
            commits.Add(group);
        }
    }
}
