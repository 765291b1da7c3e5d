using Microsoft.AspNetCore.SignalR;
using SyncHub.Server.Errors;
using SyncHub.Server.Fanout;
using SyncHub.Server.Feed;

namespace SyncHub.Server.Sessions;

/// <summary>
/// One connection's subscriptions: asked for, active, to be refreshed. Requests are served one at a time and only as the connection
/// drains, so what is held for a slow one stays bounded. Everything is released when the connection ends, whenever that is.
/// </summary>
internal sealed class Session
{
    private readonly SessionServer _server;
    private readonly SessionServices _services;
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly Dictionary<string, SubscribeRequest> _asked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Subscription> _active = new(StringComparer.Ordinal);
    private readonly Queue<SessionWork> _work = new();
    private bool _working;
    private bool _closed;

    public Session(HubConnectionContext connection, SessionServer server, SessionServices services)
    {
        _server = server;
        _services = services;
        Connection = connection;
        Member = new FanoutMember(connection, new Outbox(connection, services.OutboxLimits, services.Time))
        {
            OnStale = Refresh,
            OnApplicationOverflow = () => services.Terminator.Abort(this),
        };
        services.Metrics.SessionOpened();
    }

    public HubConnectionContext Connection { get; }

    public FanoutMember Member { get; }

    public string ConnectionId => Connection.ConnectionId;

    /// <summary>Cancelled when the connection ends.</summary>
    public CancellationToken Ended => Connection.ConnectionAborted;

    /// <summary>Takes a request on; returns why not.</summary>
    public SyncError? Ask(SubscribeRequest request)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return null;
            }

            if (_asked.Count + _active.Count >= _services.Limits.SubscriptionsPerConnection)
            {
                return SyncErrors.TooManySubscriptions(_services.Limits.SubscriptionsPerConnection);
            }

            if (!_asked.TryAdd(request.RequestId, request))
            {
                return SyncErrors.InvalidRequest($"requestId '{SyncErrors.Quote(request.RequestId)}' is in use by a request that is not answered yet; choose another.");
            }

            _work.Enqueue(new SessionWork.Subscribe(request));
        }

        Work();
        return null;
    }

    /// <summary>The request is about to be answered with an error; false where it has been withdrawn.</summary>
    public bool Refuse(SubscribeRequest request)
    {
        lock (_gate)
        {
            return TryTakeAsked_NeedsLock(request);
        }
    }

    /// <summary>On the feed's loop: the request is about to be answered, the session holds the group from here on.</summary>
    public SessionEntry Activate(SubscribeRequest request, SubscriptionGroup group)
    {
        lock (_gate)
        {
            if (_closed || !TryTakeAsked_NeedsLock(request))
            {
                return SessionEntry.Refused;
            }

            if (_active.TryGetValue(group.Id, out var held))
            {
                held.RequestId = request.RequestId;
                return SessionEntry.Held;
            }

            _active.Add(group.Id, new Subscription(request.Feed, group, request.RequestId));
        }

        _services.Metrics.SubscriptionsChanged(request.Feed.Model.Name, 1);
        return SessionEntry.New;
    }

    /// <summary>On the feed's loop: the session lets the group go. Null where it does not hold it.</summary>
    public Subscription? Deactivate(string subscriptionId)
    {
        Subscription? subscription;
        lock (_gate)
        {
            if (!_active.Remove(subscriptionId, out subscription))
            {
                return null;
            }
        }

        _services.Metrics.SubscriptionsChanged(subscription.Feed.Model.Name, -1);
        return subscription;
    }

    public bool IsActive(Subscription subscription)
    {
        lock (_gate)
        {
            return _active.TryGetValue(subscription.Group.Id, out var held) && held == subscription;
        }
    }

    /// <summary>Ends a subscription; false where the connection has none of that id. Completes when nothing of it will arrive any more.</summary>
    public async Task<bool> UnsubscribeAsync(string subscriptionId)
    {
        Subscription? subscription;
        lock (_gate)
        {
            _active.TryGetValue(subscriptionId, out subscription);
        }

        if (subscription is null)
        {
            return false;
        }

        await subscription.Feed.LeaveAsync(this, subscriptionId).ConfigureAwait(false);
        return true;
    }

    /// <summary>Withdraws a request, or ends what it became; false where there is none of that name.</summary>
    public Task<bool> WithdrawAsync(string requestId)
    {
        string? subscriptionId = null;
        lock (_gate)
        {
            if (_asked.Remove(requestId, out var withdrawn))
            {
                DropWork_NeedsLock(withdrawn);
                return Task.FromResult(true);
            }

            foreach (var (id, subscription) in _active)
            {
                if (subscription.RequestId == requestId)
                {
                    subscriptionId = id;
                    break;
                }
            }
        }

        return subscriptionId is null ? Task.FromResult(false) : UnsubscribeAsync(subscriptionId);
    }

    /// <summary>Queues an error; it is never dropped and keeps its place among the answers.</summary>
    public ValueTask SendErrorAsync(SyncError error, string? requestId, string? subscriptionId = null, bool ended = true) =>
        _services.Answers.SendErrorAsync(this, SyncErrors.ToWire(error, requestId, subscriptionId, ended));

    /// <summary>Serves a refresh again after a while: its source could not answer.</summary>
    public void RefreshLater(Subscription subscription, TimeSpan delay) =>
        _ = _services.Delays.AfterAsync(delay, () => Refresh(subscription.Group.Id), Ended);

    /// <summary>The connection has ended: nothing more is asked, served or held.</summary>
    public void Close()
    {
        Subscription[] held;
        ModelFeed[] asked;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            held = [.. _active.Values];
            asked = [.. _asked.Values.Select(request => request.Feed)];
            _active.Clear();
            _asked.Clear();
            _work.Clear();
        }

        Member.Outbox.Close();
        foreach (var feed in held.Select(subscription => subscription.Feed).Union(asked))
        {
            Subscription[] left = [.. held.Where(subscription => subscription.Feed == feed)];
            _services.Metrics.SubscriptionsChanged(feed.Model.Name, -left.Length);
            feed.LeaveAll(this, left);
        }

        _services.Metrics.SessionClosed();
    }

    private void Refresh(string subscriptionId)
    {
        lock (_gate)
        {
            if (_closed || !_active.TryGetValue(subscriptionId, out var subscription))
            {
                return;
            }

            _work.Enqueue(new SessionWork.Refresh(subscription));
        }

        Work();
    }

    // By reference: a name that was withdrawn may have been used again, by a request that is still to be served.
    private bool TryTakeAsked_NeedsLock(SubscribeRequest request) =>
        _asked.TryGetValue(request.RequestId, out var asked) && ReferenceEquals(asked, request) && _asked.Remove(request.RequestId);

    // Else a client that asks and withdraws again and again would have work pile up that no limit counts.
    private void DropWork_NeedsLock(SubscribeRequest request)
    {
        for (var left = _work.Count; left > 0; left--)
        {
            var work = _work.Dequeue();
            if (work is not SessionWork.Subscribe subscribe || !ReferenceEquals(subscribe.Request, request))
            {
                _work.Enqueue(work);
            }
        }
    }

    private void Work()
    {
        lock (_gate)
        {
            if (_working || _work.Count == 0)
            {
                return;
            }

            _working = true;
        }

        _ = Task.Run(WorkAsync);
    }

    private async Task WorkAsync()
    {
        while (TryTakeWork() is { } work)
        {
            await _server.ServeAsync(this, work).ConfigureAwait(false);
        }
    }

    private SessionWork? TryTakeWork()
    {
        lock (_gate)
        {
            if (_work.TryDequeue(out var work))
            {
                return work;
            }

            _working = false;
            return null;
        }
    }
}
