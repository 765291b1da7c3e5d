using System.Security.Cryptography;
using SyncHub.Protocol;
using SyncHub.Server.Diagnostics;
using SyncHub.Server.Log;
using SyncHub.Server.Model;

namespace SyncHub.Server.Feed;

/// <summary>The groups of one model: finds whom a change concerns and pushes it, at once or when the debounce window closes. Owned by the feed's loop.</summary>
/// <param name="model">The model.</param>
/// <param name="sink">Where pushes go.</param>
/// <param name="metrics">Counts groups and pushes.</param>
/// <param name="failed">Told of pushes that could not be made.</param>
internal sealed class EntityGroups(SyncModel model, IFeedSink sink, ServerMetrics metrics, Action<Exception> failed)
{
    // A group that holds this many changes pushes them, whatever the window says: what waits is bounded.
    private const int MaxHeldPerGroup = 1000;

    private readonly Dictionary<SyncKey, EntityGroup> _groups = [];
    private readonly List<EntityGroup> _held = [];
    private readonly List<string> _commitGroups = [];

    /// <summary>How many changes have ever been held back.</summary>
    public long HeldChanges { get; private set; }

    /// <summary>The seq of the oldest change that is held back; null while none is.</summary>
    public long? OldestHeldSeq { get; private set; }

    public EntityGroup GetOrAdd(SyncKey key, long position)
    {
        if (!_groups.TryGetValue(key, out var group))
        {
            group = new EntityGroup(key, NewId(), position);
            _groups.Add(key, group);
            metrics.GroupAdded(model.Name);
        }

        return group;
    }

    /// <summary>One holder less; the last one takes the group along.</summary>
    public void Release(EntityGroup group)
    {
        group.Holders--;
        RemoveIfUnheld(group);
    }

    /// <summary>Lets a group go that nobody holds (any more).</summary>
    public void RemoveIfUnheld(EntityGroup group)
    {
        if (group.Holders > 0)
        {
            return;
        }

        _groups.Remove(group.Key);
        if (group.Pending is not null)
        {
            group.Pending = null;
            _held.Remove(group);
            UpdateOldestHeld();
        }

        metrics.GroupRemoved(model.Name);
    }

    /// <summary>Pushes or holds back one change; a change that concerns nobody costs one look-up.</summary>
    public async ValueTask ApplyAsync(LogEntry entry, FeedPosition position)
    {
        if (_groups.TryGetValue(entry.Change.Key, out var group))
        {
            if (model.Debounce.IsNone)
            {
                var commit = entry.CommitSeq == entry.CommitFirstSeq ? (long?)null : entry.CommitSeq;
                await PushAsync(group, [entry], position.WireEpoch, commit).ConfigureAwait(false);
                if (commit is not null && !_commitGroups.Contains(group.Id))
                {
                    _commitGroups.Add(group.Id);
                }
            }
            else
            {
                Hold(group, entry);
                if (group.Pending!.Count >= MaxHeldPerGroup)
                {
                    await FlushAsync(group, position).ConfigureAwait(false);
                }
            }
        }

        if (entry.Seq == entry.CommitSeq && _commitGroups.Count > 0)
        {
            await TellCommitAsync(position).ConfigureAwait(false);
        }
    }

    /// <summary>Pushes all that is held back: one push per entity, shown together.</summary>
    public async ValueTask FlushAsync(FeedPosition position)
    {
        long? commit = _held.Count > 1 || _held.Exists(IsPartOfCommit) ? position.Seq : null;
        foreach (var group in _held)
        {
            await PushHeldAsync(group, position, commit).ConfigureAwait(false);
            if (commit is not null)
            {
                _commitGroups.Add(group.Id);
            }
        }

        _held.Clear();
        OldestHeldSeq = null;
        if (_commitGroups.Count > 0)
        {
            await TellCommitAsync(position).ConfigureAwait(false);
        }
    }

    /// <summary>Pushes what is held back for one group, so that somebody can join it; and all the rest where it belongs together with others.</summary>
    public async ValueTask FlushAsync(EntityGroup group, FeedPosition position)
    {
        if (IsPartOfCommit(group))
        {
            await FlushAsync(position).ConfigureAwait(false);
        }
        else if (group.Pending is not null)
        {
            await PushHeldAsync(group, position, commit: null).ConfigureAwait(false);
            _held.Remove(group);
            UpdateOldestHeld();
        }
    }

    /// <summary>The log has lost its memory or run ahead of us: every group starts afresh at the position.</summary>
    public async ValueTask RestartAsync(FeedPosition position)
    {
        _held.Clear();
        _commitGroups.Clear();
        OldestHeldSeq = null;
        foreach (var group in _groups.Values)
        {
            group.Pending = null;
            group.Prev = position.Seq;
            await sink.MarkStaleAsync(group.Id).ConfigureAwait(false);
        }
    }

    private static string NewId()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return System.Buffers.Text.Base64Url.EncodeToString(bytes);
    }

    private static bool IsPartOfCommit(EntityGroup group) =>
        group.Pending is { } pending && pending.Exists(entry => entry.CommitSeq != entry.CommitFirstSeq);

    private void Hold(EntityGroup group, LogEntry entry)
    {
        if (group.Pending is null)
        {
            group.Pending = [];
            _held.Add(group);
        }

        group.Pending.Add(entry);
        HeldChanges++;
        OldestHeldSeq ??= entry.Seq;
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
    }

    private async ValueTask TellCommitAsync(FeedPosition position)
    {
        var groups = _commitGroups.ToArray();
        _commitGroups.Clear();
        await sink.PositionAsync(groups, new Position { Positions = [new ModelPosition { Model = model.Name, Version = position.Version }] }).ConfigureAwait(false);
    }

    private void UpdateOldestHeld() => OldestHeldSeq = _held.Count == 0 ? null : _held.Min(group => group.Pending![0].Seq);
}
