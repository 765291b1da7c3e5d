using System.Collections.Immutable;
using SyncHub.Client.Loop;
using SyncHub.Client.Subscriptions;
using SyncHub.Json;

namespace SyncHub.Client.Mutations;

/// <summary>
/// The mutations of a client that have not left yet, and what each subscription shows because of them. A subscription shows its content with
/// every mutation laid over it that the content does not contain. Runs on the loop.
/// </summary>
/// <param name="options">The clock, and how long an answer is waited for.</param>
/// <param name="loop">Where time-outs are posted to.</param>
/// <param name="subscriptionsOf">The subscriptions of a model.</param>
/// <param name="show">Shows a subscription anew.</param>
/// <param name="pending">The application's list of mutations that have not left.</param>
/// <param name="failed">The application's list of those that came to nothing.</param>
internal sealed class MutationTable(
    SyncClientOptions options,
    SerialLoop loop,
    Func<string, IReadOnlyCollection<Subscription>> subscriptionsOf,
    Action<Subscription> show,
    MutationList pending,
    MutationList failed)
{
    // Failures that nobody looks at do not pile up.
    private const int MaxFailed = 100;

    private readonly List<Entry> _entries = [];
    private readonly List<SyncMutation> _failed = [];
    private readonly Dictionary<string, RowImages> _images = new(StringComparer.Ordinal);
    private long _events;

    /// <summary>Shows a mutation from now on.</summary>
    public void Issue(SyncMutation mutation)
    {
        var entry = new Entry(mutation, new PendingMutation(mutation.Id, mutation.Writes));
        entry.Timer = new LoopTimer(options.TimeProvider, loop, () => OnTimeout(entry));
        entry.Timer.Start(options.MutationTimeout);
        _entries.Add(entry);
        pending.Add(mutation);
        foreach (var earlier in _failed.FindAll(earlier => earlier.Writes.Any(write => mutation.Writes.Any(other => (other.Model, other.Key) == (write.Model, write.Key)))))
        {
            Forget(earlier);
        }

        foreach (var model in entry.Models)
        {
            foreach (var subscription in subscriptionsOf(model))
            {
                Note(subscription);
            }
        }

        ShowAll(entry.Models);
    }

    /// <summary>The application's call has succeeded.</summary>
    /// <param name="mutation">The mutation that it was for.</param>
    /// <param name="versions">The positions that contain it, by model; null where the answer did not say.</param>
    public void Answer(SyncMutation mutation, IReadOnlyDictionary<string, SyncVersion>? versions)
    {
        if (Find(mutation) is not { } entry)
        {
            return;
        }

        entry.State = entry.State.Answer(versions, ++_events);
        entry.TakeNote();
        if (versions is not null)
        {
            // Only positions that cannot be compared are still waited for with a clock, the others as long as it takes.
            entry.Timer!.Start(options.MutationTimeout);
        }

        ShowAll(entry.Models);
        Settle(entry.Models);
    }

    /// <summary>A push or an answer of the server names mutations.</summary>
    public void Learn(string model, IReadOnlyList<string>? ids, SyncVersion version)
    {
        foreach (var id in ids ?? [])
        {
            if (_entries.Find(entry => entry.State.Id == id) is { } entry)
            {
                entry.State = entry.State.Learn(model, version);
                entry.TakeNote();
            }
            else if (_failed.Find(mutation => mutation.Id == id) is { } wrongly)
            {
                // The call failed on its way back.
                Forget(wrongly);
                ShowAll(ModelsOf(wrongly));
            }
        }
    }

    /// <summary>The mutation comes to nothing, unless the server has answered it.</summary>
    public void Revoke(SyncMutation mutation, MutationStatus status, SyncError reason)
    {
        if (Find(mutation) is not { State.IsTaken: false } entry)
        {
            return;
        }

        Remove(entry);
        mutation.Become(status, reason);
        if (status == MutationStatus.Failed)
        {
            _failed.Add(mutation);
            failed.Add(mutation);
            if (_failed.Count > MaxFailed)
            {
                Dismiss(_failed[0]);
            }
        }

        ShowAll(entry.Models);
    }

    public void Dismiss(SyncMutation mutation)
    {
        if (Forget(mutation))
        {
            ShowAll(ModelsOf(mutation));
        }
    }

    /// <summary>A subscription's state as it is to be seen.</summary>
    public SubscriptionState Show(Subscription subscription)
    {
        var state = subscription.State;
        if (state.Content?.Version.Epoch != subscription.Epoch)
        {
            (subscription.Epoch, subscription.EpochSince) = (state.Content?.Version.Epoch, ++_events);
        }

        if (_entries.Count == 0 && _failed.Count == 0 && subscription.Overlay is null)
        {
            return state;
        }

        if (state.Content is not { } content)
        {
            subscription.Overlay?.StartFrom(null);
            return state;
        }

        Note(subscription);
        var writes = WritesOver(subscription, content);
        if (subscription.Overlay is null)
        {
            if (writes.IsEmpty || subscription.Key.CreateOverlay() is not { } overlay)
            {
                return state;
            }

            subscription.Overlay = overlay;
            overlay.StartFrom(subscription.Shown?.Content);
        }

        return state with { Content = subscription.Overlay.Show(content, writes) };
    }

    /// <summary>Lets those mutations of a model go that are contained wherever they would be seen.</summary>
    public void Settle(string model)
    {
        if (_entries.Count > 0)
        {
            Settle([model]);
        }
    }

    /// <summary>The client is going.</summary>
    public void Close()
    {
        foreach (var entry in _entries)
        {
            entry.Timer!.Stop();
            entry.Mutation.Abandon(new ObjectDisposedException(nameof(SyncClient)));
        }

        _entries.Clear();
    }

    private void Settle(IReadOnlyCollection<string> models)
    {
        foreach (var entry in _entries.FindAll(entry => entry.State.IsTaken && entry.Models.Any(models.Contains)))
        {
            if (!entry.Models.Any(model => subscriptionsOf(model).Any(subscription => IsAwaitedBy(subscription, entry))))
            {
                Remove(entry);
                entry.Mutation.Become(MutationStatus.Settled);
            }
        }
    }

    /// <summary>Whether a subscription would be seen to go back, for a moment, were the mutation to leave now.</summary>
    private bool IsAwaitedBy(Subscription subscription, Entry entry)
    {
        if (subscription.State.Phase is SubscriptionPhase.Suspended or SubscriptionPhase.Error || subscription.Contained.Contains(entry.State.Id))
        {
            return false;
        }

        if (subscription.State.Content is not { } content)
        {
            return entry.State.Writes.Any(write => subscription.Key.MayHold(write));
        }

        // A write that changes nothing by itself may hide what an earlier one does to the same row.
        var model = subscription.Key.Model;
        return subscription.Overlay is { } overlay
            && (overlay.IsTouchedBy(content, WritesOf(entry, model)) || _entries.Exists(other => other != entry && IsOnSameRow(other, entry, model)));
    }

    private static bool IsOnSameRow(Entry one, Entry other, string model) =>
        one.State.Writes.Any(write => write.Model == model && other.State.Writes.Any(mine => mine.Model == model && mine.Key == write.Key));

    private ShownWrites WritesOver(Subscription subscription, SubscriptionContent content)
    {
        var model = subscription.Key.Model;
        List<RowWrite>? writes = null;
        foreach (var entry in _entries)
        {
            if (entry.Models.Contains(model) && !IsContained(subscription, content, entry))
            {
                (writes ??= []).AddRange(entry.State.Writes.Where(write => write.Model == model));
            }
        }

        return new ShownWrites(writes ?? [], ImagesOf(model), FailedKeys(model));
    }

    private bool IsContained(Subscription subscription, SubscriptionContent content, Entry entry)
    {
        if (subscription.Contained.Contains(entry.State.Id))
        {
            return true;
        }

        var model = subscription.Key.Model;
        var isContained = entry.State.IsContainedIn(model, content.Version, subscription.EpochSince);
        if (!isContained && entry.State is { IsAnswered: true, IsComplete: false } && !entry.State.Versions.ContainsKey(model))
        {
            // Nobody says which position contains the write; so what it does has to be seen.
            isContained = subscription.Key.CreateOverlay()?.IsTouchedBy(content, WritesOf(entry, model)) == false;
        }

        if (isContained)
        {
            subscription.Contained.Add(entry.State.Id);
        }

        return isContained;
    }

    private ShownWrites WritesOf(Entry entry, string model) =>
        new([.. entry.State.Writes.Where(write => write.Model == model)], ImagesOf(model), ImmutableHashSet<string>.Empty);

    private IReadOnlyDictionary<string, RawJson> ImagesOf(string model) =>
        _images.TryGetValue(model, out var images) ? images.Bodies : ImmutableDictionary<string, RawJson>.Empty;

    private IReadOnlySet<string> FailedKeys(string model) => _failed.Count == 0
        ? ImmutableHashSet<string>.Empty
        : _failed.SelectMany(mutation => mutation.Writes).Where(write => write.Model == model).Select(write => write.Key).ToHashSet(StringComparer.Ordinal);

    private void Note(Subscription subscription)
    {
        var model = subscription.Key.Model;
        if (subscription.State.Content is not { } content || KeysOf(model) is not { Count: > 0 } keys)
        {
            return;
        }

        if (!_images.TryGetValue(model, out var images))
        {
            _images[model] = images = new RowImages();
        }

        images.Note(subscription.Key, content, keys);
    }

    private HashSet<string> KeysOf(string model) =>
        _entries.SelectMany(entry => entry.State.Writes).Where(write => write.Model == model).Select(write => write.Key).ToHashSet(StringComparer.Ordinal);

    private void OnTimeout(Entry entry)
    {
        if (entry.State.IsPlaced)
        {
            entry.State = entry.State with { IsOverdue = true };
            ShowAll(entry.Models);
            Settle(entry.Models);
            return;
        }

        Remove(entry);
        entry.Mutation.Become(
            MutationStatus.Unknown,
            new SyncError(SyncClientErrorCodes.MutationUnknown, $"Nobody said within {nameof(options.MutationTimeout)} ({options.MutationTimeout:c}) what became of the mutation."));
        ShowAll(entry.Models);
    }

    private void ShowAll(IReadOnlyCollection<string> models)
    {
        foreach (var model in models)
        {
            foreach (var subscription in subscriptionsOf(model))
            {
                show(subscription);
            }
        }
    }

    private void Remove(Entry entry)
    {
        entry.Timer!.Stop();
        _entries.Remove(entry);
        pending.Remove(entry.Mutation);
        foreach (var model in entry.Models)
        {
            foreach (var subscription in subscriptionsOf(model))
            {
                subscription.Contained.Remove(entry.State.Id);
            }

            if (KeysOf(model) is { Count: > 0 } keys)
            {
                _images.GetValueOrDefault(model)?.Keep(keys);
            }
            else
            {
                _images.Remove(model);
            }
        }
    }

    private bool Forget(SyncMutation mutation)
    {
        failed.Remove(mutation);
        return _failed.Remove(mutation);
    }

    private Entry? Find(SyncMutation mutation) => _entries.Find(entry => entry.Mutation == mutation);

    private static ImmutableArray<string> ModelsOf(SyncMutation mutation) => [.. mutation.Writes.Select(write => write.Model).Distinct()];

    private sealed class Entry(SyncMutation mutation, PendingMutation state)
    {
        public SyncMutation Mutation => mutation;

        public PendingMutation State { get; set; } = state;

        public ImmutableArray<string> Models { get; } = ModelsOf(mutation);

        public LoopTimer? Timer { get; set; }

        public void TakeNote()
        {
            if (State.IsTaken && mutation.Status == MutationStatus.Pending)
            {
                mutation.Become(MutationStatus.Accepted);
            }
        }
    }
}
