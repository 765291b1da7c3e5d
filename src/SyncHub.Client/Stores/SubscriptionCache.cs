using Microsoft.Extensions.Logging;
using SyncHub.Client.Loop;
using SyncHub.Client.Subscriptions;
using SyncHub.Client.Telemetry;
using SyncHub.Protocol;

namespace SyncHub.Client.Stores;

/// <summary>
/// What becomes of subscriptions in the local store: loads what it has when one is added, and has its content stored when that has changed.
/// Decides only, on the loop; <see cref="CacheWorker"/> does it. What is stored is what the server said, and only where it is certain whom to.
/// </summary>
internal sealed class SubscriptionCache : IAsyncDisposable
{
    private const int QueueCapacity = 16_384;

    private readonly string _server;
    private readonly SerialLoop _loop;
    private readonly ILogger _logger;
    private readonly CacheFailures _failures;
    private readonly IdentitySource _identity;
    private readonly CacheQueue _queue = new(QueueCapacity);
    private readonly CacheWorker _worker;
    private readonly LoopTimer _saving;
    private readonly Dictionary<Subscription, CacheSlot> _slots = [];
    private readonly HashSet<CacheSlot> _changed = [];
    private Action<Subscription, SubscriptionEvent> _apply = (_, _) => { };

    // Who uses the application as far as the loop has heard, who that was when it was last known, and whom the server certainly answers to.
    private CacheIdentity? _user;
    private CacheIdentity? _lastKnown;
    private CacheIdentity? _confirmed;
    private bool _isClosed;

    public SubscriptionCache(SyncClientOptions options, string server, SerialLoop loop, SyncClientMetrics metrics, ILogger logger)
    {
        _server = server;
        _loop = loop;
        _logger = logger;
        _failures = new CacheFailures(metrics, logger);
        _identity = new IdentitySource(options.Cache.User, _failures, () => loop.Post(OnIdentity));
        _worker = new CacheWorker(
            options.Cache, options.TimeProvider, _queue, _identity, metrics, _failures, (load, content) => loop.Post(() => OnLoaded(load, content)));
        _saving = new LoopTimer(options.TimeProvider, loop, SaveChanged);
        SaveDelay = options.Cache.SaveDelay;
    }

    private TimeSpan SaveDelay { get; }

    /// <summary>Says how events reach a subscription.</summary>
    public void Bind(Action<Subscription, SubscriptionEvent> apply) => _apply = apply;

    /// <summary>Asks the application who uses it; from any thread. What follows from a change runs on the loop before whatever is posted from here on.</summary>
    public CacheIdentity Ask() => _identity.Ask();

    /// <summary>A connection was made, or a sign-in accepted, and this is who used the application before as well as after; null where that changed.</summary>
    public void Confirm(CacheIdentity? user) => _confirmed = user is not null && user == _user && user.IsKnown ? user : null;

    public void OnAdded(Subscription subscription)
    {
        if (subscription.Key.CacheFormat is { } format)
        {
            var slot = new CacheSlot(subscription, format, $"{Uri.EscapeDataString(_server)}/{format.Key}");
            _slots.Add(subscription, slot);
            slot.IsLoading = _user is { IsKnown: true } user && _queue.TryAdd(new CacheJob.Load(slot, user));
        }
    }

    public void OnRemoved(Subscription subscription)
    {
        if (_slots.Remove(subscription, out var slot))
        {
            Save(slot);
        }
    }

    /// <summary>A request leaves.</summary>
    public void OnAsked(Subscription subscription)
    {
        if (_slots.TryGetValue(subscription, out var slot))
        {
            slot.AskedAs = _confirmed;
        }
    }

    /// <summary>A subscription has come from one state into another.</summary>
    public void OnChanged(Subscription subscription, SubscriptionState before, SubscriptionEvent happened)
    {
        if (!_slots.TryGetValue(subscription, out var slot))
        {
            return;
        }

        var after = subscription.State;
        if (happened is SubscriptionEvent.Failed { Error.Code: SyncErrorCodes.Forbidden })
        {
            Forget(slot);
        }
        else if (happened is SubscriptionEvent.Answered { Answer.RequestId: not null } && after.Phase == SubscriptionPhase.Synced)
        {
            slot.Owner = slot.AskedAs;
        }

        if (after.Phase == SubscriptionPhase.Suspended && before.Phase != SubscriptionPhase.Suspended)
        {
            Save(slot);
        }
        else if (CanSave(slot) && (slot.Stored is null || !slot.Format.IsSameData(slot.Stored, after.Content!)))
        {
            Gather(slot);
        }
    }

    /// <summary>Has everything removed from the store. What is held now is not stored again before the server has answered anew.</summary>
    public Task<Exception?> ClearAsync()
    {
        foreach (var slot in _slots.Values.ToList())
        {
            Disown(slot);
            if (slot.Subscription.State.Phase == SubscriptionPhase.Suspended)
            {
                _apply(slot.Subscription, new SubscriptionEvent.Disowned());
            }
        }

        return _queue.AddClear();
    }

    /// <summary>The client is going: has everything stored that is not.</summary>
    public void Close()
    {
        _isClosed = true;
        _saving.Stop();
        foreach (var slot in _slots.Values)
        {
            Save(slot);
        }
    }

    /// <summary>Returns when everything is stored, or cannot be in time.</summary>
    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    private void OnIdentity()
    {
        var user = _identity.Current;
        if (user == _user)
        {
            return;
        }

        (_user, _confirmed) = (user, null);
        if (!user.IsKnown)
        {
            return;
        }

        var isSomebodyElse = _lastKnown is not null && !_lastKnown.IsSameUser(user);
        _lastKnown = user;
        if (isSomebodyElse)
        {
            CacheLog.Disowned(_logger);
            foreach (var slot in _slots.Values.ToList())
            {
                Disown(slot);
                _apply(slot.Subscription, new SubscriptionEvent.Disowned());
            }

            _queue.AddClear();
        }
    }

    private void OnLoaded(CacheJob.Load load, SubscriptionContent content)
    {
        var slot = load.Slot;
        var subscription = slot.Subscription;
        if (_isClosed || !slot.IsLoading || load.Owner != _user || subscription.State is not { Phase: SubscriptionPhase.Connecting, Content: null })
        {
            return;
        }

        slot.IsLoading = false;
        if (subscription.Views.Values.Any(view => !view.CanRead(content)))
        {
            _failures.ReportDropped(subscription.Key.Model, CacheEntryCheck.Unreadable);
            _queue.TryAdd(new CacheJob.Remove(slot.Key));
            return;
        }

        (slot.Stored, slot.Owner) = (content, load.Owner);
        _apply(subscription, new SubscriptionEvent.Loaded(content));
    }

    private void Gather(CacheSlot slot)
    {
        if (_changed.Add(slot) && _changed.Count == 1)
        {
            _saving.Start(SaveDelay);
        }
    }

    private void SaveChanged()
    {
        foreach (var slot in _changed.ToList())
        {
            Save(slot);
        }
    }

    private void Save(CacheSlot slot)
    {
        _changed.Remove(slot);
        if (CanSave(slot) && _queue.TryAdd(new CacheJob.Save(slot, slot.Subscription.State.Content!, slot.Owner!)))
        {
            slot.Stored = slot.Subscription.State.Content;
        }
    }

    // What a snapshot is asked for in place of is not worth to be built upon later either.
    private bool CanSave(CacheSlot slot) =>
        slot.Subscription.State is { Content: { } content, NeedsSnapshot: false }
        && slot.Owner is { } owner && owner == _user && !ReferenceEquals(content, slot.Stored);

    private void Forget(CacheSlot slot)
    {
        Disown(slot);
        _queue.TryAdd(new CacheJob.Remove(slot.Key));
    }

    private void Disown(CacheSlot slot)
    {
        _changed.Remove(slot);
        slot.IsLoading = false;
        (slot.Stored, slot.AskedAs, slot.Owner) = (null, null, null);
    }
}
