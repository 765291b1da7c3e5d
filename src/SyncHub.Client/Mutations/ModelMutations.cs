using System.Collections.Immutable;
using SyncHub.Client.Subscriptions;
using SyncHub.Json;

namespace SyncHub.Client.Mutations;

/// <summary>What local writes there are to the rows of one model. The loop's alone.</summary>
internal sealed class ModelMutations(string model)
{
    private readonly RowImages _images = new();
    private HashSet<string> _keys = new(StringComparer.Ordinal);
    private HashSet<string> _failed = new(StringComparer.Ordinal);

    /// <summary>Those under way, the oldest first.</summary>
    public List<MutationEntry> Entries { get; } = [];

    public bool IsEmpty => Entries.Count == 0 && _failed.Count == 0;

    public void Add(MutationEntry entry)
    {
        Entries.Add(entry);
        _keys.UnionWith(entry.WritesTo(model).Select(write => write.Key));
    }

    public void Remove(IReadOnlySet<MutationEntry> entries)
    {
        Entries.RemoveAll(entries.Contains);
        _keys = Entries.SelectMany(other => other.WritesTo(model)).Select(write => write.Key).ToHashSet(StringComparer.Ordinal);
        _images.Keep(_keys);
    }

    /// <summary>Which rows' last write came to nothing.</summary>
    public void Fail(IEnumerable<SyncMutation> failed) =>
        _failed = failed.SelectMany(mutation => mutation.Writes).Where(write => write.Model == model).Select(write => write.Key).ToHashSet(StringComparer.Ordinal);

    /// <summary>Takes note of what a subscription says about the rows that are written to.</summary>
    /// <returns>Whether it has lost one that was known from it: others may hold it still.</returns>
    public bool Note(Subscription subscription) =>
        _keys.Count > 0 && subscription.State.Content is { } content && _images.Note(subscription.Key, content, _keys);

    /// <summary>What lies over a subscription's content, and is not in it.</summary>
    public ShownWrites WritesOver(Subscription subscription, SubscriptionContent content)
    {
        List<RowWrite>? writes = null;
        foreach (var entry in Entries)
        {
            if (!IsContained(subscription, content, entry, writes))
            {
                (writes ??= []).AddRange(entry.WritesTo(model));
            }
        }

        return new ShownWrites(writes ?? [], _images.ByKey, _failed);
    }

    /// <summary>Whether a subscription would be seen to go back, for a moment, were the mutation to leave now.</summary>
    public bool IsAwaited(Subscription subscription, MutationEntry entry)
    {
        if (subscription.State.Phase is SubscriptionPhase.Suspended or SubscriptionPhase.Error || subscription.Contained.Contains(entry.State.Id))
        {
            return false;
        }

        if (subscription.State.Content is not { } content)
        {
            return entry.WritesTo(model).Any(subscription.Key.MayHold);
        }

        // A write that changes nothing by itself may hide what an earlier one does to the same row.
        return subscription.Overlay is { } overlay
            && (overlay.IsTouchedBy(content, WritesOf(entry)) || Entries.Exists(other => other != entry && IsOnSameRow(other, entry, subscription.Key)));
    }

    private bool IsContained(Subscription subscription, SubscriptionContent content, MutationEntry entry, List<RowWrite>? earlier)
    {
        if (subscription.Contained.Contains(entry.State.Id))
        {
            return true;
        }

        var isContained = entry.State.IsContainedIn(model, content.Version, subscription.EpochSince)
            || (IsUnplaced(entry) && !IsOver(earlier, entry) && subscription.Key.CreateOverlay()?.IsTouchedBy(content, WritesOf(entry)) == false);
        if (isContained)
        {
            subscription.Contained.Add(entry.State.Id);
        }

        return isContained;
    }

    /// <summary>Whether nobody says which position contains the write, so that what it does has to be seen.</summary>
    private bool IsUnplaced(MutationEntry entry) => entry.State is { IsAnswered: true, IsComplete: false } && !entry.State.Versions.ContainsKey(model);

    // An earlier write that still lies over the row would be seen alone, were this one left out.
    private bool IsOver(List<RowWrite>? earlier, MutationEntry entry) =>
        earlier is not null && entry.WritesTo(model).Any(write => earlier.Exists(other => other.Key == write.Key));

    private bool IsOnSameRow(MutationEntry one, MutationEntry other, SubscriptionKey subscription) =>
        one.WritesTo(model).Any(write => subscription.MayHold(write) && other.WritesTo(model).Any(mine => mine.Key == write.Key));

    private ShownWrites WritesOf(MutationEntry entry) => new([.. entry.WritesTo(model)], _images.ByKey, ImmutableHashSet<string>.Empty);
}
