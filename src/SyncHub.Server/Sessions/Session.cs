using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.SignalR;
using SyncHub.Protocol;
using SyncHub.Server.Authorization;
using SyncHub.Server.Errors;
using SyncHub.Server.Fanout;
using SyncHub.Server.Feed;

namespace SyncHub.Server.Sessions;

/// <summary>
/// One connection's subscriptions: asked for, active, to be refreshed. Requests are served one at a time and only as the connection
/// drains, so what is held for a slow one stays bounded. Everything is released when the connection ends, whenever that is.
/// </summary>
#pragma warning disable CA1001 // The semaphore holds nothing to dispose, and the token source ends with the connection.
internal sealed class Session
#pragma warning restore CA1001
{
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(1);

    private readonly SessionServices _services;
    private readonly Lock _gate = new();

    // Identities follow one another: the next waits until the subscriptions of the last are in order.
    private readonly SemaphoreSlim _identifying = new(1, 1);

    // Guarded by _gate.
    private readonly Dictionary<string, SubscribeRequest> _asked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Subscription> _active = new(StringComparer.Ordinal);

    // What has left its group and waits to be answered in another, by the id of the subscription that it had.
    private readonly Dictionary<string, SubscribeRequest> _moving = new(StringComparer.Ordinal);
    private readonly SessionQueue _work;
    private CancellationTokenSource? _grant;
    private bool _isRefused;
    private bool _closed;

    public Session(HubConnectionContext connection, SessionServer server, SessionServices services)
    {
        _services = services;
        Connection = connection;
        Origin = Identity = new SessionIdentity(connection.User, connection.ConnectionId, services.Review) { ExpiresAt = ExpiryOf(connection) };
        _work = new SessionQueue(work => server.ServeAsync(this, work));
        Rates = new SessionRates(connection.ConnectionId, services.Limits, services.Reports, services.Time);
        Member = new FanoutMember(connection, new Outbox(connection, services.OutboxLimits, services.Time))
        {
            OnStale = Refresh,
            OnApplicationOverflow = () => services.Terminator.Abort(this),
        };
    }

    public HubConnectionContext Connection { get; }

    public FanoutMember Member { get; }

    /// <summary>How often the connection may ask.</summary>
    public SessionRates Rates { get; }

    public string ConnectionId => Connection.ConnectionId;

    /// <summary>Whom the connection stands for; replaced whole, under the lock.</summary>
    public SessionIdentity Identity { get; private set; }

    /// <summary>Whom it stands for where nobody has signed in on it.</summary>
    public SessionIdentity Origin { get; private set; }

    /// <summary>Cancelled when the connection ends.</summary>
    public CancellationToken Ended => Connection.ConnectionAborted;

    /// <summary>Takes a request on; returns why not.</summary>
    public SyncError? Ask(SubscribeRequest request)
    {
        lock (_gate)
        {
            if (_closed || _isRefused)
            {
                return null;
            }

            if (request is CollectionRequest && CountCollections_NeedsLock() >= _services.Limits.LiveQueriesPerConnection)
            {
                return Rates.Reached("live-queries-per-connection", SyncErrors.TooManyCollections(_services.Limits.LiveQueriesPerConnection));
            }

            if (_asked.Count + _active.Count + _moving.Keys.Count(IsGone_NeedsLock) >= _services.Limits.SubscriptionsPerConnection)
            {
                return Rates.Reached("subscriptions-per-connection", SyncErrors.TooManySubscriptions(_services.Limits.SubscriptionsPerConnection));
            }

            if (!_asked.TryAdd(request.RequestId, request))
            {
                return SyncErrors.InvalidRequest($"requestId '{SyncErrors.Quote(request.RequestId)}' is in use by a request that is not answered yet; choose another.");
            }

            _work.Enqueue(new SessionWork.Subscribe(request));
        }

        return null;
    }

    /// <summary>Has something served that waited elsewhere, in its turn.</summary>
    public void Serve(SessionWork work) => _work.Enqueue(work);

    /// <summary>Whether a request is still to be answered.</summary>
    public bool IsAwaiting(SubscribeRequest request)
    {
        lock (_gate)
        {
            var (waiting, name) = WaitingOf(request);
            return waiting.TryGetValue(name, out var asked) && ReferenceEquals(asked, request);
        }
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
    /// <param name="request">The request.</param>
    /// <param name="group">What it becomes.</param>
    /// <param name="generation">The identity for which it was judged.</param>
    public SessionEntry Activate(SubscribeRequest request, SubscriptionGroup group, int generation)
    {
        lock (_gate)
        {
            if (generation != Identity.Generation)
            {
                return SessionEntry.Outdated;
            }

            if (_closed || !TryTakeAsked_NeedsLock(request))
            {
                return SessionEntry.Refused;
            }

            if (_active.TryGetValue(group.Id, out var held))
            {
                held.Request = request.Afresh();
                return SessionEntry.Held;
            }

            _active.Add(group.Id, new Subscription(request, group));
        }

        _services.Metrics.SubscriptionsChanged(request.Feed.Name, 1);
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

        _services.Metrics.SubscriptionsChanged(subscription.Feed.Name, -1);
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
        SubscribeRequest? moving;
        lock (_gate)
        {
            if (_moving.Remove(subscriptionId, out moving))
            {
                _work.Drop(moving);
            }

            // It may have moved while the client's word was under way: then it is known by both names.
            subscription = _active.GetValueOrDefault(subscriptionId) ?? _active.Values.FirstOrDefault(active => active.Replaced == subscriptionId);
        }

        moving?.Feed.Withdraw(this, moving);
        if (subscription is null)
        {
            return moving is not null;
        }

        await subscription.Feed.LeaveAsync(this, subscription.Group.Id).ConfigureAwait(false);
        return true;
    }

    /// <summary>Withdraws a request, or ends what it became; false where there is none of that name.</summary>
    public Task<bool> WithdrawAsync(string requestId)
    {
        string? subscriptionId = null;
        SubscribeRequest? withdrawn;
        lock (_gate)
        {
            if (_asked.Remove(requestId, out withdrawn))
            {
                _work.Drop(withdrawn);
            }
            else
            {
                subscriptionId = _moving.FirstOrDefault(moving => moving.Value.RequestId == requestId).Key
                    ?? _active.FirstOrDefault(active => active.Value.Request.RequestId == requestId).Key;
            }
        }

        if (withdrawn is not null)
        {
            withdrawn.Feed.Withdraw(this, withdrawn);
            return Task.FromResult(true);
        }

        return subscriptionId is null ? Task.FromResult(false) : UnsubscribeAsync(subscriptionId);
    }

    /// <summary>Queues an error; it is never dropped and keeps its place among the answers.</summary>
    public ValueTask SendErrorAsync(SyncError error, string? requestId, string? subscriptionId = null, bool ended = true) =>
        _services.Answers.SendErrorAsync(this, SyncErrors.ToWire(error, requestId, subscriptionId, ended));

    /// <summary>Holds up whatever the connection asks next, for a second at most; or until it ends.</summary>
    public Task HoldAsync(TimeSpan time) =>
        _services.Delays.AfterAsync(time < LongestHold ? time : LongestHold, static () => { }, Ended);

    /// <summary>Serves a refresh again after a while: its source could not answer.</summary>
    public void RefreshLater(Subscription subscription, TimeSpan delay) =>
        _ = _services.Delays.AfterAsync(delay, () => Refresh(subscription.Group.Id), Ended);

    /// <summary>The connection is about to be closed: nothing can be asked on it.</summary>
    public void Refuse()
    {
        lock (_gate)
        {
            _isRefused = true;
        }
    }

    /// <summary>The connection has ended, or is about to: nothing more is asked, served or held.</summary>
    public void Close()
    {
        Subscription[] held;
        SyncFeed[] asked;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            held = [.. _active.Values];
            asked = [.. _asked.Values.Concat(_moving.Values).Select(request => request.Feed)];
            _active.Clear();
            _asked.Clear();
            _moving.Clear();
            _work.Close();
            _grant?.Cancel();
            _grant?.Dispose();
            _grant = null;
        }

        Member.Outbox.Close();
        foreach (var feed in held.Select(subscription => subscription.Feed).Union(asked))
        {
            Subscription[] left = [.. held.Where(subscription => subscription.Feed == feed)];
            _services.Metrics.SubscriptionsChanged(feed.Name, -left.Length);
            feed.LeaveAll(this, left);
        }
    }

    /// <summary>
    /// The connection stands for somebody else, or for somebody who may see something else, from here on. Every subscription is judged again
    /// and kept, moved to its new scope, or ended. When this completes, nothing of a former scope will arrive any more.
    /// </summary>
    /// <param name="change">What the identity becomes; its generation is seen to. Null to leave it as it is, where it has changed meanwhile.</param>
    /// <returns>The identity; null where it was left.</returns>
    public async Task<SessionIdentity?> IdentifyAsync(Func<SessionIdentity, SessionIdentity?> change)
    {
        await _identifying.WaitAsync().ConfigureAwait(false);
        try
        {
            SessionIdentity identity;
            Subscription[] active;
            lock (_gate)
            {
                if (_closed || change(Identity) is not { } changed)
                {
                    return null;
                }

                Identity = identity = changed with { Generation = Identity.Generation + 1 };
                active = [.. _active.Values];
            }

            await Task.WhenAll(active.Select(subscription => RejudgeAsync(subscription, identity))).ConfigureAwait(false);
            return identity;
        }
        finally
        {
            _identifying.Release();
        }
    }

    /// <summary>A token that ends with the connection, or as soon as the next grant takes the place of the one that it is for.</summary>
    public CancellationToken NextGrant()
    {
        lock (_gate)
        {
            // What waits for it only ends by that.
            _grant?.Cancel();
            _grant?.Dispose();
            _grant = CancellationTokenSource.CreateLinkedTokenSource(Ended);
            return _grant.Token;
        }
    }

    /// <summary>What an identity may see, or why nothing.</summary>
    public AccessDecision Judge(SyncFeed feed, SessionIdentity identity) =>
        _services.RequireSignIn && !identity.IsAuthenticated ? SyncErrors.SignInFirst() : feed.Judge(identity);

    /// <summary>What the connection was made with has expired: it was nobody's from here on. Returns whether it still stood for that.</summary>
    public bool EndOrigin()
    {
        lock (_gate)
        {
            var ended = Origin;
            Origin = new SessionIdentity(new ClaimsPrincipal(new ClaimsIdentity()), ConnectionId, _services.Review);
            return ReferenceEquals(Identity.Principal, ended.Principal);
        }
    }

    /// <summary>Serves a moved subscription's request again after a while: its source could not answer.</summary>
    public void MoveLater(SubscribeRequest request, TimeSpan delay) =>
        _ = _services.Delays.AfterAsync(delay, () => Move(request), Ended);

    private async Task RejudgeAsync(Subscription subscription, SessionIdentity identity)
    {
        var id = subscription.Group.Id;
        var (scope, refusal) = Judge(subscription.Feed, identity);
        if (scope?.Key == subscription.Group.Scope.Key)
        {
            return;
        }

        var moved = subscription.Request with { Replaces = id };
        lock (_gate)
        {
            if (_closed || !_active.TryGetValue(id, out var held) || held != subscription)
            {
                return;
            }

            // Known before it leaves, so that it can be unsubscribed from at any time.
            _moving[id] = moved;
        }

        await subscription.Feed.LeaveAsync(this, id).ConfigureAwait(false);
        if (refusal is null)
        {
            Move(moved);
        }
        else if (Refuse(moved))
        {
            await SendErrorAsync(refusal, requestId: null, id).ConfigureAwait(false);
        }
    }

    private void Move(SubscribeRequest request)
    {
        lock (_gate)
        {
            if (_closed || !_moving.TryGetValue(request.Replaces!, out var moving) || !ReferenceEquals(moving, request))
            {
                return;
            }

            _work.Enqueue(new SessionWork.Subscribe(request));
        }
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
    }

    private static DateTimeOffset? ExpiryOf(HubConnectionContext connection) =>
        connection.GetHttpContext()?.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;

    // What moves is known as moving before it has left its group: it counts once.
    private bool IsGone_NeedsLock(string movingId) => !_active.ContainsKey(movingId);

    private int CountCollections_NeedsLock() =>
        _asked.Values.Count(asked => asked is CollectionRequest)
        + _moving.Count(moving => moving.Value is CollectionRequest && IsGone_NeedsLock(moving.Key))
        + _active.Values.Count(active => active.Request is CollectionRequest);

    // By reference: a name that was withdrawn may have been used again, by a request that is still to be served.
    private bool TryTakeAsked_NeedsLock(SubscribeRequest request)
    {
        var (waiting, name) = WaitingOf(request);
        return waiting.TryGetValue(name, out var asked) && ReferenceEquals(asked, request) && waiting.Remove(name);
    }

    private (Dictionary<string, SubscribeRequest> Waiting, string Name) WaitingOf(SubscribeRequest request) =>
        request.Replaces is { } replaced ? (_moving, replaced) : (_asked, request.RequestId);
}
