using System.Collections.Immutable;
using SyncHub.Client.Loop;
using SyncHub.Client.Subscriptions;

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

    private readonly Dictionary<string, MutationEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ModelMutations> _models = new(StringComparer.Ordinal);
    private readonly List<SyncMutation> _failed = [];
    private long _events;
    private bool _isClosed;

    /// <summary>Shows a mutation from now on.</summary>
    public void Issue(SyncMutation mutation)
    {
        if (_isClosed)
        {
            mutation.Abandon(new ObjectDisposedException(nameof(SyncClient)));
            return;
        }

        var entry = new MutationEntry(mutation);
        entry.Timer = new LoopTimer(options.TimeProvider, loop, () => OnTimeout(entry));
        entry.Timer.Start(options.MutationTimeout);
        _entries.Add(mutation.Id, entry);
        pending.Add(mutation);
        foreach (var earlier in _failed.FindAll(earlier => earlier.Writes.Any(write => mutation.Writes.Any(other => (other.Model, other.Key) == (write.Model, write.Key)))))
        {
            Forget(earlier);
            Show(earlier);
        }

        foreach (var model in entry.Models)
        {
            var mutations = GetOrAdd(model);
            mutations.Add(entry);
            foreach (var subscription in subscriptionsOf(model))
            {
                mutations.Note(subscription);
            }
        }

        Show(mutation);
    }

    /// <summary>The application's call has succeeded.</summary>
    /// <param name="mutation">The mutation that it was for.</param>
    /// <param name="versions">The positions that contain it, by model; null where the answer did not say.</param>
    public void Answer(SyncMutation mutation, IReadOnlyDictionary<string, SyncVersion>? versions)
    {
        if (!_entries.TryGetValue(mutation.Id, out var entry))
        {
            return;
        }

        entry.State = entry.State.Answer(versions, ++_events);

        // What is not known by now is waited for with a clock; positions that can be compared, as long as it takes.
        entry.Timer!.Start(options.MutationTimeout);
        Show(mutation);
        Settle(entry);
    }

    /// <summary>A push or an answer of the server names mutations; what it brings has yet to be applied, and is what settles them, as a rule.</summary>
    public void Learn(string model, IReadOnlyList<string>? ids, SyncVersion version)
    {
        foreach (var id in ids ?? [])
        {
            if (_entries.TryGetValue(id, out var entry))
            {
                entry.State = entry.State.Learn(model, version);
                Show(entry.Mutation);
                Settle(entry);
            }
            else if (_failed.Find(mutation => mutation.Id == id) is { } wrongly)
            {
                // The call failed on its way back.
                Dismiss(wrongly);
            }
        }
    }

    /// <summary>The mutation comes to nothing, unless the server has answered it.</summary>
    public void Revoke(SyncMutation mutation, MutationStatus status, SyncError reason)
    {
        if (!_entries.TryGetValue(mutation.Id, out var entry) || entry.State.IsTaken)
        {
            return;
        }

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

        Remove(entry);
    }

    public void Dismiss(SyncMutation mutation)
    {
        if (_failed.Contains(mutation))
        {
            Forget(mutation);
            Show(mutation);
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

        var mutations = _models.GetValueOrDefault(subscription.Key.Model);
        if (state.Content is not { } content)
        {
            subscription.Overlay?.StartFrom(null);
            return state;
        }

        if (mutations?.Note(subscription) == true)
        {
            foreach (var other in subscriptionsOf(subscription.Key.Model))
            {
                mutations.Note(other);
            }
        }

        var writes = mutations?.WritesOver(subscription, content) ?? ShownWrites.None;
        if (subscription.Overlay is null)
        {
            if (writes.IsEmpty || subscription.Key.CreateOverlay() is not { } overlay)
            {
                return state;
            }

            subscription.Overlay = overlay;
            overlay.StartFrom(subscription.Shown.Content);
        }

        return state with { Content = subscription.Overlay.Show(content, writes) };
    }

    /// <summary>Lets those mutations go that a subscription was the last to wait for.</summary>
    public void Settle(Subscription subscription)
    {
        if (!_models.TryGetValue(subscription.Key.Model, out var mutations))
        {
            return;
        }

        HashSet<MutationEntry>? done = null;
        foreach (var entry in mutations.Entries.Where(entry => entry.State.IsTaken))
        {
            _ = mutations.IsAwaited(subscription, entry) ? entry.AwaitedBy.Add(subscription) : entry.AwaitedBy.Remove(subscription);
            if (entry.AwaitedBy.Count == 0)
            {
                (done ??= []).Add(entry);
            }
        }

        SettleAll(done ?? []);
    }

    /// <summary>A subscription is gone, whatever it showed.</summary>
    public void Forget(Subscription subscription)
    {
        var entries = _models.GetValueOrDefault(subscription.Key.Model)?.Entries ?? [];
        SettleAll(entries.Where(entry => entry.AwaitedBy.Remove(subscription) && entry.AwaitedBy.Count == 0).ToHashSet());
    }

    /// <summary>The client is going.</summary>
    public void Close()
    {
        _isClosed = true;
        foreach (var entry in _entries.Values)
        {
            entry.Timer!.Stop();
            entry.Mutation.Abandon(new ObjectDisposedException(nameof(SyncClient)));
        }

        _entries.Clear();
        _models.Clear();
    }

    /// <summary>What is known of one has changed; where it was held to be seen or not by its effect alone, so may be what is known of others on its rows.</summary>
    private void Settle(MutationEntry entry) => SettleAll(Done(entry.Models
        .SelectMany(model => _models[model].Entries)
        .Where(other => other == entry ? entry.State.IsTaken : other.State is { IsAnswered: true, IsPlaced: false } && other.IsOnRowOf(entry))));

    private HashSet<MutationEntry> Done(IEnumerable<MutationEntry> taken)
    {
        var done = new HashSet<MutationEntry>();
        foreach (var entry in taken)
        {
            entry.AwaitedBy.Clear();
            entry.AwaitedBy.UnionWith(entry.Models.SelectMany(model => subscriptionsOf(model).Where(subscription => _models[model].IsAwaited(subscription, entry))));
            if (entry.AwaitedBy.Count == 0)
            {
                done.Add(entry);
            }
        }

        return done;
    }

    private HashSet<MutationEntry> Taken(IEnumerable<string> models) =>
        models.SelectMany(model => _models.GetValueOrDefault(model)?.Entries ?? []).Where(entry => entry.State.IsTaken).ToHashSet();

    private void SettleAll(HashSet<MutationEntry> done)
    {
        while (done.Count > 0)
        {
            foreach (var entry in done)
            {
                entry.Mutation.Become(MutationStatus.Settled);
            }

            done = TakeOut(done);
        }
    }

    private void OnTimeout(MutationEntry entry)
    {
        if (entry.State.IsPlaced)
        {
            entry.State = entry.State with { IsOverdue = true };
            Show(entry.Mutation);
            Settle(entry);
            return;
        }

        entry.Mutation.Become(
            MutationStatus.Unknown,
            new SyncError(SyncClientErrorCodes.MutationUnknown, $"Nobody said within {nameof(options.MutationTimeout)} ({options.MutationTimeout:c}) what became of the mutation."));
        Remove(entry);
    }

    private void Remove(MutationEntry entry) => SettleAll(TakeOut([entry]));

    /// <summary>Takes mutations out; returns those that have waited for nothing but them.</summary>
    private HashSet<MutationEntry> TakeOut(HashSet<MutationEntry> entries)
    {
        foreach (var entry in entries)
        {
            entry.Timer!.Stop();
            _entries.Remove(entry.State.Id);
            pending.Remove(entry.Mutation);
        }

        var models = entries.SelectMany(entry => entry.Models).ToHashSet(StringComparer.Ordinal);
        foreach (var model in models)
        {
            _models[model].Remove(entries);
            foreach (var subscription in subscriptionsOf(model))
            {
                subscription.Contained.ExceptWith(entries.Select(entry => entry.State.Id));
            }
        }

        Prune(models);
        Show([.. entries.SelectMany(entry => entry.Mutation.Writes)]);
        return Done(Taken(models));
    }

    private void Forget(SyncMutation mutation)
    {
        _failed.Remove(mutation);
        failed.Remove(mutation);
        Prune(MutationEntry.ModelsOf(mutation));
    }

    private void Prune(IEnumerable<string> models)
    {
        foreach (var model in models)
        {
            var mutations = GetOrAdd(model);
            mutations.Fail(_failed);
            if (mutations.IsEmpty)
            {
                _models.Remove(model);
            }
        }
    }

    private ModelMutations GetOrAdd(string model)
    {
        if (!_models.TryGetValue(model, out var mutations))
        {
            _models[model] = mutations = new ModelMutations(model);
        }

        return mutations;
    }

    private void Show(SyncMutation mutation) => Show(mutation.Writes);

    /// <summary>Shows anew whatever may be seen to change with these writes.</summary>
    private void Show(ImmutableArray<RowWrite> writes)
    {
        foreach (var ofModel in writes.GroupBy(write => write.Model, StringComparer.Ordinal))
        {
            var byRow = ofModel.DistinctBy(write => write.Key, StringComparer.Ordinal).ToList();
            foreach (var subscription in subscriptionsOf(ofModel.Key))
            {
                if (byRow.Exists(subscription.Key.MayHold))
                {
                    show(subscription);
                }
            }
        }
    }
}
