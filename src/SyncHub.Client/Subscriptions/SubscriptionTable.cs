using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SyncHub.Client.Connection;
using SyncHub.Client.Entities;
using SyncHub.Client.Loop;
using SyncHub.Client.Telemetry;
using SyncHub.Protocol;

namespace SyncHub.Client.Subscriptions;

/// <summary>All subscriptions of a client. Everything but <see cref="Peek{T}"/> runs on the loop.</summary>
internal sealed class SubscriptionTable
{
    private readonly SyncClientOptions _options;
    private readonly SerialLoop _loop;
    private readonly RetryDelay _retryDelay;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<(SubscriptionKey, Type), IEntityView> _views = new();
    private readonly Dictionary<SubscriptionKey, Subscription> _subscriptions = [];
    private readonly Dictionary<string, HashSet<Subscription>> _byModel = new(StringComparer.Ordinal);
    private readonly SuspendedSubscriptions _suspended;
    private readonly SubscriptionRoutes _routes = new();
    private readonly UnsubscribedIds _unsubscribed = new();
    private readonly CallQueue _calls;
    private SyncError? _givenUp;
    private bool _isClosed;
    private long _queued;
    private long _ids;

    public SubscriptionTable(SyncClientOptions options, SerialLoop loop, RetryDelay retryDelay, ILogger logger)
    {
        _options = options;
        _loop = loop;
        _retryDelay = retryDelay;
        _logger = logger;
        _suspended = new SuspendedSubscriptions(options.MaxSuspended);
        _calls = new CallQueue(loop, OnError, logger);
    }

    /// <summary>The view that a new handle would get, if there is one; from any thread.</summary>
    public EntityView<T>? Peek<T>(SubscriptionKey key)
        where T : class =>
        _views.TryGetValue((key, typeof(T)), out var view) ? (EntityView<T>)view : null;

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
            view.Publish(subscription.State);
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

    public void RetryAll()
    {
        ApplyToAll(new SubscriptionEvent.Retry());
        _calls.Send();
    }

    public void Opened(Session session, HelloResponse? hello)
    {
        _givenUp = null;
        _calls.Start(session, hello?.Limits);
        ApplyToAll(new SubscriptionEvent.Opened());
        _calls.Send();
    }

    public void Lost()
    {
        _calls.Stop();
        _unsubscribed.Clear();
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
                OnPush(push);
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
        foreach (var subscription in _subscriptions.Values)
        {
            subscription.SuspendTimer?.Stop();
            subscription.RetryTimer?.Stop();
            foreach (var handle in subscription.Handles)
            {
                handle.Complete();
            }
        }
    }

    private Subscription Add(SubscriptionKey key)
    {
        var subscription = new Subscription(key, new SubscriptionState { Id = $"{++_ids}" });
        _subscriptions.Add(key, subscription);
        if (!_byModel.TryGetValue(key.Model, out var ofModel))
        {
            _byModel[key.Model] = ofModel = [];
        }

        ofModel.Add(subscription);
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

        var ofModel = _byModel[subscription.Key.Model];
        ofModel.Remove(subscription);
        if (ofModel.Count == 0)
        {
            _byModel.Remove(subscription.Key.Model);
        }
    }

    private void OnPush(EntityPush push)
    {
        SyncClientMetrics.Pushes.Add(1);
        var holders = _routes.ById(push.SubscriptionId);
        if (holders.Count == 0 && !_unsubscribed.Contains(push.SubscriptionId))
        {
            Unsubscribe(push.SubscriptionId);
        }

        foreach (var subscription in holders)
        {
            Apply(subscription, new SubscriptionEvent.Pushed(push));
        }
    }

    private void OnAnswer(Subscribed answer)
    {
        var addressed = answer.RequestId is { } requestId
            ? _routes.ByRequest(requestId)
            : [.. _routes.ById(answer.SubscriptionId).Union(_routes.ById(answer.Replaces))];
        foreach (var subscription in addressed)
        {
            Apply(subscription, new SubscriptionEvent.Answered(answer));
            if (_unsubscribed.IsAfter(answer.SubscriptionId, subscription.AskedAt))
            {
                Apply(subscription, new SubscriptionEvent.Doubted());
            }
        }

        // The answer to a request that was abandoned. While another request of the model is open it could be about the same thing,
        // and ending it here would end that one too; its pushes, if any, will tell.
        if (_routes.ById(answer.SubscriptionId).Count == 0 && !IsAnyAwaited(answer.Model))
        {
            Unsubscribe(answer.SubscriptionId);
        }
    }

    private bool IsAnyAwaited(string model) =>
        _byModel.TryGetValue(model, out var ofModel) && ofModel.Any(subscription => subscription.State.Link is WireLink.Awaiting);

    private void OnPosition(Position position)
    {
        foreach (var (model, version) in position.Positions.Select(entry => (entry.Model, entry.Version)))
        {
            if (_byModel.TryGetValue(model, out var ofModel))
            {
                foreach (var subscription in ofModel)
                {
                    Apply(subscription, new SubscriptionEvent.Advanced(version));
                }
            }
        }
    }

    private void OnError(SubscriptionError error)
    {
        var addressed = error.RequestId is { } requestId ? _routes.ByRequest(requestId) : _routes.ById(error.SubscriptionId);
        foreach (var subscription in addressed)
        {
            TableLog.SubscriptionFailed(_logger, subscription.Key.Model, error.Code, error.Error);
            Apply(subscription, new SubscriptionEvent.Failed(error));
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
        foreach (var effect in effects)
        {
            Execute(subscription, effect);
        }

        if (ReferenceEquals(before, after))
        {
            return;
        }

        foreach (var view in subscription.Views.Values)
        {
            view.Publish(after);
        }

        if (_suspended.Note(subscription) is { } forgotten)
        {
            Remove(forgotten);
        }
    }

    private void Execute(Subscription subscription, SubscriptionEffect effect)
    {
        switch (effect)
        {
            case SubscriptionEffect.Ask ask:
                Ask(subscription, ask);
                break;
            case SubscriptionEffect.Abandon abandon:
                _calls.Remove(abandon.RequestId);
                break;
            case SubscriptionEffect.Unsubscribe unsubscribe when _routes.ById(unsubscribe.SubscriptionId).Count == 0:
                Unsubscribe(unsubscribe.SubscriptionId);
                break;
            case SubscriptionEffect.StartSuspendTimer when subscription.SuspendDelay != Timeout.InfiniteTimeSpan:
                subscription.SuspendTimer ??= Timer(subscription, new SubscriptionEvent.SuspendElapsed());
                subscription.SuspendTimer.Start(subscription.SuspendDelay);
                break;
            case SubscriptionEffect.StopSuspendTimer:
                subscription.SuspendTimer?.Stop();
                break;
            case SubscriptionEffect.StartRetryTimer retry:
                subscription.RetryTimer ??= Timer(subscription, new SubscriptionEvent.RetryElapsed());
                subscription.RetryTimer.Start(retry.After ?? _retryDelay.After(retry.Failures));
                break;
            case SubscriptionEffect.StopRetryTimer:
                subscription.RetryTimer?.Stop();
                break;
            case SubscriptionEffect.Remove:
                Remove(subscription);
                break;
            case SubscriptionEffect.Resync resync:
                SyncClientMetrics.Resyncs.Add(1);
                TableLog.Resync(_logger, subscription.Key.Model, resync.Reason);
                break;
        }
    }

    private LoopTimer Timer(Subscription subscription, SubscriptionEvent elapsed) =>
        new(_options.TimeProvider, _loop, () =>
        {
            Apply(subscription, elapsed);
            _calls.Send();
        });

    private void Ask(Subscription subscription, SubscriptionEffect.Ask ask)
    {
        subscription.AskedAt = ++_queued;
        var request = new SubscribeEntityRequest
        {
            RequestId = ask.RequestId,
            Model = subscription.Key.Model,
            Key = subscription.Key.Key,
            LastSeq = ask.From?.Seq,
            Epoch = ask.From?.Epoch,
        };
        _calls.Add(request);
    }

    private void Unsubscribe(string subscriptionId)
    {
        _unsubscribed.Add(subscriptionId, ++_queued);
        _calls.AddUnsubscribe(subscriptionId);
    }
}
