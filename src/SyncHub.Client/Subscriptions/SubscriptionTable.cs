using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SyncHub.Client.Connection;
using SyncHub.Client.Handles;
using SyncHub.Client.Loop;
using SyncHub.Client.Mutations;
using SyncHub.Client.Stores;
using SyncHub.Client.Telemetry;
using SyncHub.Protocol;

namespace SyncHub.Client.Subscriptions;

/// <summary>All subscriptions of a client. Everything but <see cref="Peek{TData}"/> and <see cref="AskUser"/> runs on the loop.</summary>
internal sealed class SubscriptionTable
{
    private readonly ILogger _logger;
    private readonly SyncClientMetrics _metrics;
    private readonly SubscriptionTelemetry _telemetry;
    private readonly SubscriptionTimers _timers;
    private readonly ConcurrentDictionary<(SubscriptionKey, Type), ILiveView> _views = new();
    private readonly Dictionary<SubscriptionKey, Subscription> _subscriptions = [];
    private readonly SubscriptionsByModel _byModel = new();
    private readonly SuspendedSubscriptions _suspended;
    private readonly SubscriptionRoutes _routes = new();
    private readonly CallQueue _calls;
    private readonly Unsubscriptions _unsubscriptions;
    private readonly SubscriptionCache? _cache;
    private SyncError? _givenUp;
    private bool _isClosed;
    private long _signedInAt;
    private long _ids;

    public SubscriptionTable(
        SyncClientOptions options,
        SerialLoop loop,
        RetryDelay retryDelay,
        MutationList pending,
        MutationList failed,
        SyncClientMetrics metrics,
        ILogger logger,
        SubscriptionCache? cache = null)
    {
        _logger = logger;
        _metrics = metrics;
        _telemetry = new SubscriptionTelemetry(metrics, options.TimeProvider);
        _timers = new SubscriptionTimers(options.TimeProvider, loop, retryDelay, OnElapsed);
        _suspended = new SuspendedSubscriptions(options.MaxSuspended);
        _calls = new CallQueue(loop, OnError, logger);
        _unsubscriptions = new Unsubscriptions(_routes, _calls);
        Mutations = new MutationTable(options, loop, _byModel.Of, Show, pending, failed);
        _cache = cache;
        _cache?.Bind(Apply);
    }

    /// <summary>What lies over the server's data.</summary>
    public MutationTable Mutations { get; }

    /// <summary>The view that a new handle would get, if there is one; from any thread.</summary>
    public LiveView<TData>? Peek<TData>(SubscriptionKey key, Type entityType)
        where TData : class? =>
        _views.TryGetValue((key, entityType), out var view) ? (LiveView<TData>)view : null;

    /// <summary>Who uses the application now; null where nobody wants to know.</summary>
    public CacheIdentity? AskUser() => _cache?.Ask();

    public void Attach(ILiveHandle handle)
    {
        if (_isClosed)
        {
            handle.Complete();
            return;
        }

        var subscription = _subscriptions.TryGetValue(handle.Subscription, out var known) ? known : Add(handle.Subscription);
        subscription.Handles.Add(handle);
        Apply(subscription, new SubscriptionEvent.Observed());
        if (_givenUp is { } reason)
        {
            Apply(subscription, new SubscriptionEvent.GaveUp(reason));
        }

        if (!subscription.Views.TryGetValue(handle.EntityType, out var view))
        {
            subscription.Views[handle.EntityType] = view = handle.CreateView();
            view.Publish(subscription.Shown);
            _views[(handle.Subscription, handle.EntityType)] = view;
        }

        handle.Attach(view);
        _calls.Send();
    }

    public void Release(ILiveHandle handle)
    {
        handle.Detach();
        if (_subscriptions.TryGetValue(handle.Subscription, out var subscription) && subscription.Handles.Remove(handle) && subscription.Handles.Count == 0)
        {
            subscription.SuspendDelay = handle.SuspendDelay;
            Apply(subscription, new SubscriptionEvent.Released());
        }
    }

    public void Retry(ILiveHandle handle)
    {
        if (_subscriptions.TryGetValue(handle.Subscription, out var subscription))
        {
            Apply(subscription, new SubscriptionEvent.Retry());
            _calls.Send();
        }
    }

    /// <summary>Lets a handle settle a waiter, who knows from then on which requests came after it.</summary>
    public void Await(ILiveHandle handle, PositionWaiter waiter)
    {
        waiter.RequestsBefore = _subscriptions.GetValueOrDefault(handle.Subscription)?.State.Requests ?? 0;
        handle.Await(waiter);
    }

    public void AskAgain(ILiveHandle handle)
    {
        if (_subscriptions.TryGetValue(handle.Subscription, out var subscription))
        {
            Apply(subscription, new SubscriptionEvent.Questioned());
            _calls.Send();
        }
    }

    public void RetryAll()
    {
        ApplyToAll(new SubscriptionEvent.Retry());
        _calls.Send();
    }

    /// <summary>Somebody has signed in on the running connection: what was refused until now may be granted.</summary>
    public void SignedIn(CacheIdentity? user)
    {
        _cache?.Confirm(user);
        _signedInAt = _unsubscriptions.Tick();
        foreach (var subscription in _subscriptions.Values)
        {
            if (subscription.State is { Phase: SubscriptionPhase.Error, Error: { } error } && SignInRefusal.Is(error.Code))
            {
                Apply(subscription, new SubscriptionEvent.Retry());
            }
        }

        _calls.Send();
    }

    public void Opened(Session session, HelloResponse? hello, CacheIdentity? user)
    {
        _cache?.Confirm(user);
        _givenUp = null;
        _calls.Start(session, hello?.Limits);
        ApplyToAll(new SubscriptionEvent.Opened());
        _calls.Send();
    }

    public void Lost()
    {
        _calls.Stop();
        _unsubscriptions.Clear();
        ApplyToAll(new SubscriptionEvent.Lost());
    }

    /// <summary>The client has stopped trying, until <see cref="Resume"/>.</summary>
    public void GaveUp(SyncError reason)
    {
        _givenUp = reason;
        ApplyToAll(new SubscriptionEvent.GaveUp(reason));
    }

    /// <summary>The client tries again.</summary>
    public void Resume() => _givenUp = null;

    public void Receive(object record)
    {
        switch (record)
        {
            case EntityPush push:
                OnPush(new SubscriptionEvent.Pushed(push), push.MutationIds, push.Commit);
                break;
            case CollectionPush push:
                OnPush(new SubscriptionEvent.Pushed(push), push.MutationIds, (push as CollectionChanged)?.Commit);
                break;
            case RowsChanged push:
                OnPush(new SubscriptionEvent.Pushed(push));
                break;
            case Subscribed answer:
                OnAnswer(answer);
                break;
            case Position position:
                OnPosition(position);
                break;
            case SubscriptionError error:
                OnError(error);
                break;
        }

        _calls.Send();
    }

    /// <summary>The client is going: stops every timer and ends every handle.</summary>
    public void Close()
    {
        _isClosed = true;
        Mutations.Close();
        _cache?.Close();
        foreach (var subscription in _subscriptions.Values)
        {
            _telemetry.Removed(subscription);
            SubscriptionTimers.StopSuspend(subscription);
            SubscriptionTimers.StopRetry(subscription);
            foreach (var handle in subscription.Handles)
            {
                handle.Complete();
            }
        }
    }

    private Subscription Add(SubscriptionKey key)
    {
        var subscription = new Subscription(key, new SubscriptionState { Id = $"{++_ids}", Rules = key.Rules });
        _subscriptions.Add(key, subscription);
        _byModel.Add(subscription);
        _telemetry.Added(subscription);
        _cache?.OnAdded(subscription);
        if (_calls.IsStarted)
        {
            Apply(subscription, new SubscriptionEvent.Opened());
        }

        return subscription;
    }

    private void Remove(Subscription subscription)
    {
        _subscriptions.Remove(subscription.Key);
        foreach (var type in subscription.Views.Keys)
        {
            _views.TryRemove((subscription.Key, type), out _);
        }

        subscription.IsForgotten = true;
        _byModel.Remove(subscription);
        _telemetry.Removed(subscription);
        Mutations.Forget(subscription);
        _cache?.OnRemoved(subscription);
    }

    private void OnPush(SubscriptionEvent.Pushed push, IReadOnlyList<string>? mutationIds = null, long? commit = null)
    {
        _metrics.Pushed();
        var holders = _routes.ById(push.SubscriptionId);
        if (holders.Count == 0)
        {
            _unsubscriptions.OnPushed(push.SubscriptionId);
        }
        else if (mutationIds is not null)
        {
            // All that the mutation's commit has done is known once its last change is.
            Mutations.Learn(holders[0].Key.Model, mutationIds, push.Version with { Seq = Math.Max(commit ?? 0, push.Version.Seq) });
        }

        foreach (var subscription in holders)
        {
            Apply(subscription, push);
        }
    }

    private void OnAnswer(Subscribed answer)
    {
        var addressed = answer.RequestId is { } requestId
            ? _routes.ByRequest(requestId)
            : [.. _routes.ById(answer.SubscriptionId).Union(_routes.ById(answer.Replaces))];
        var since = _unsubscriptions.Tick();
        Mutations.Learn(answer.Model, answer.MutationIds, answer.Version);
        foreach (var subscription in addressed)
        {
            Apply(subscription, new SubscriptionEvent.Answered(answer));
            if (_unsubscriptions.MayHaveOvertaken(answer.SubscriptionId, subscription.AskedAt))
            {
                Apply(subscription, new SubscriptionEvent.Doubted());
            }
        }

        _unsubscriptions.OnAnswered(answer, since);
    }

    private void OnPosition(Position position)
    {
        foreach (var entry in position.Positions)
        {
            foreach (var subscription in _byModel.Of(entry.Model))
            {
                Apply(subscription, new SubscriptionEvent.Advanced(entry.Version));
            }
        }
    }

    private void OnError(SubscriptionError error)
    {
        var addressed = error.RequestId is { } requestId ? _routes.ByRequest(requestId) : _routes.ById(error.SubscriptionId);
        if (addressed.Count == 0)
        {
            TableLog.UnaddressedError(_logger, error.Code, error.Error);
        }

        foreach (var subscription in addressed)
        {
            TableLog.SubscriptionFailed(_logger, subscription.Key.Model, error.Code, error.Error);
            Apply(subscription, new SubscriptionEvent.Failed(SignInRefusal.Reconsider(error, subscription, _signedInAt)));
        }
    }

    private void ApplyToAll(SubscriptionEvent happened)
    {
        foreach (var subscription in _subscriptions.Values)
        {
            Apply(subscription, happened);
        }
    }

    private void Apply(Subscription subscription, SubscriptionEvent happened)
    {
        if (_isClosed)
        {
            // What was posted beside the disposal must not start a timer again.
            return;
        }

        var before = subscription.State;
        var (after, effects) = SubscriptionReducer.Reduce(before, happened);
        subscription.State = after;
        _routes.Update(subscription, before, after);
        _unsubscriptions.OnChanged(subscription.Key.Model, before, after);
        _telemetry.Changed(subscription, before, happened);
        foreach (var effect in effects)
        {
            Execute(subscription, effect);
        }

        if (ReferenceEquals(before, after))
        {
            return;
        }

        Show(subscription);
        if (!subscription.IsForgotten)
        {
            Mutations.Settle(subscription);
        }

        _cache?.OnChanged(subscription, before, happened);
        if (before.Link is WireLink.Awaiting)
        {
            _unsubscriptions.EndUnclaimed(subscription.Key.Model);
        }

        if (_suspended.Note(subscription) is { } forgotten)
        {
            Remove(forgotten);
        }
    }

    private void Show(Subscription subscription)
    {
        subscription.Shown = Mutations.Show(subscription);
        foreach (var view in subscription.Views.Values)
        {
            view.Publish(subscription.Shown);
        }
    }

    private void Execute(Subscription subscription, SubscriptionEffect effect)
    {
        switch (effect)
        {
            case SubscriptionEffect.Ask ask:
                subscription.AskedAt = _unsubscriptions.Tick();
                SubscriptionTelemetry.Asked(subscription);
                _cache?.OnAsked(subscription);
                _calls.Add(subscription.Key.Request(ask.RequestId, ask.From));
                break;
            case SubscriptionEffect.Abandon abandon:
                _calls.Remove(abandon.RequestId);
                break;
            case SubscriptionEffect.Unsubscribe unsubscribe:
                _unsubscriptions.End(unsubscribe.SubscriptionId);
                break;
            case SubscriptionEffect.StartSuspendTimer:
                _timers.StartSuspend(subscription);
                break;
            case SubscriptionEffect.StopSuspendTimer:
                SubscriptionTimers.StopSuspend(subscription);
                break;
            case SubscriptionEffect.StartRetryTimer retry:
                _timers.StartRetry(subscription, retry);
                break;
            case SubscriptionEffect.StopRetryTimer:
                SubscriptionTimers.StopRetry(subscription);
                break;
            case SubscriptionEffect.Remove:
                Remove(subscription);
                break;
            case SubscriptionEffect.Resync resync:
                _metrics.Resynced(subscription.Key.Model);
                TableLog.Resync(_logger, subscription.Key.Model, resync.Reason);
                break;
        }
    }

    private void OnElapsed(Subscription subscription, SubscriptionEvent elapsed)
    {
        Apply(subscription, elapsed);
        _calls.Send();
    }
}
