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
    private readonly Dictionary<SyncKey, EntityGroup> _groups = [];

    // In the order of their oldest changes.
    private readonly OrderedDictionary<SyncKey, EntityGroup> _held = [];

    /// <summary>How many groups hold changes back.</summary>
    public int HeldGroups => _held.Count;

    /// <summary>The seq of the oldest change that is held back; null while none is.</summary>
    public long? OldestHeldSeq => _held.Count == 0 ? null : _held.GetAt(0).Value.Pending![0].Seq;

    /// <summary>Whether a change that is held back belongs together with others.</summary>
    public bool HoldsPartOfCommit => _held.Values.Any(IsPartOfCommit);

    public EntityGroup GetOrAdd(SyncKey key, long position)
    {
        if (!_groups.TryGetValue(key, out var group))
        {
            group = new EntityGroup(key, position);
            _groups.Add(key, group);
            metrics.GroupAdded(model.Name);
        }

        return group;
    }

    /// <summary>Lets a group go that nobody holds (any more).</summary>
    public void RemoveIfUnheld(EntityGroup group)
    {
        if (group.Holders > 0)
        {
            return;
        }

        _groups.Remove(group.Key);
        _held.Remove(group.Key);
        group.Pending = null;
        metrics.GroupRemoved(model.Name);
    }

    /// <summary>Pushes one change; one that concerns nobody costs one look-up.</summary>
    public async ValueTask PushAsync(LogEntry entry, FeedPosition position)
    {
        if (_groups.TryGetValue(entry.Change.Key, out var group))
        {
            var commit = entry.IsPartOfCommit ? (long?)entry.CommitSeq : null;
            await PushAsync(group, [entry], position.WireEpoch, commit).ConfigureAwait(false);
        }
    }

    /// <summary>Holds one change back; returns how many its group then holds, 0 where there is none.</summary>
    public int Hold(LogEntry entry)
    {
        if (!_groups.TryGetValue(entry.Change.Key, out var group))
        {
            return 0;
        }

        if (group.Pending is null)
        {
            group.Pending = [];
            _held.Add(group.Key, group);
        }

        group.Pending.Add(entry);
        return group.Pending.Count;
    }

    /// <summary>Whether a group holds changes back that belong together with others.</summary>
    public static bool IsPartOfCommit(EntityGroup group) => group.Pending is { } pending && pending.Exists(entry => entry.IsPartOfCommit);

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
        if (_held.Remove(group.Key))
        {
            await PushHeldAsync(group, position, commit: null).ConfigureAwait(false);
        }
    }

    /// <summary>The log has lost its memory or run ahead of us: every group starts afresh at the position.</summary>
    public async ValueTask RestartAsync(FeedPosition position)
    {
        _held.Clear();
        foreach (var group in _groups.Values)
        {
            group.Pending = null;
            group.Prev = position.Seq;
            await sink.MarkStaleAsync(group.Id).ConfigureAwait(false);
        }
    }

    private async ValueTask PushHeldAsync(EntityGroup group, FeedPosition position, long? commit)
    {
        var pending = group.Pending!;
        group.Pending = null;
        await PushAsync(group, pending, position.WireEpoch, commit).ConfigureAwait(false);
    }

    private async ValueTask PushAsync(EntityGroup group, IReadOnlyList<LogEntry> entries, string wireEpoch, long? commit)
    {
        try
        {
            var push = EntityPushes.Build(group, EntityFold.Of(entries), wireEpoch, commit);
            metrics.Pushed(model.Name);
            await sink.PushAsync(push).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The next push would show the gap, but there may be none, and a position would vouch for what they have missed.
            failed(exception);
            await sink.MarkStaleAsync(group.Id).ConfigureAwait(false);
        }
        finally
        {
            group.Prev = entries[^1].Seq;
        }

        if (commit is not null)
        {
            commits.Add(group);
        }
    }
}
