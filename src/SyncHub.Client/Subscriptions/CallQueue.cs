using Microsoft.Extensions.Logging;
using SyncHub.Client.Loop;
using SyncHub.Protocol;

namespace SyncHub.Client.Subscriptions;

/// <summary>
/// Sends what subscriptions ask for, one call at a time, so that calls leave in order and requests gather while one is under way.
/// Runs on the loop; requests that failed come back through <paramref name="refused"/>.
/// </summary>
internal sealed class CallQueue(SerialLoop loop, Action<SubscriptionError> refused, ILogger logger)
{
    private readonly Outbox _outbox = new();
    private Session? _session;
    private bool _isSending;

    public bool IsStarted => _session is not null;

    public void Start(Session session, HelloLimits? limits)
    {
        _session = session;
        _outbox.BatchBytes = session.ReceiveBytes / 2;

        // A call with more requests than a connection may hold is refused as a whole, those that it could hold included.
        _outbox.BatchRequests = limits is { SubscriptionsPerConnection: > 0 and < Outbox.MaxBatchRequests and var count } ? count : Outbox.MaxBatchRequests;
    }

    /// <summary>The connection is gone, and with it whatever has not been sent.</summary>
    public void Stop()
    {
        _session = null;
        _isSending = false;
        _outbox.Clear();
    }

    public void Add(OutgoingRequest request)
    {
        if (!_outbox.TryAdd(request) && (request.Shorter is not { } shorter || !_outbox.TryAdd(shorter)))
        {
            Refuse(request, SyncErrorCodes.LimitExceeded, request.TooLarge, retryable: false);
        }
    }

    public void AddUnsubscribe(string subscriptionId) => _outbox.AddUnsubscribe(subscriptionId);

    /// <summary>Takes a request back that has not been sent.</summary>
    public void Remove(string requestId) => _outbox.Remove(requestId);

    public void Send()
    {
        if (_session is { } session && !_isSending && _outbox.Take() is { } call)
        {
            _isSending = true;
            session.Sending = Task.Run(() => SendAsync(session, call));
        }
    }

    private async Task SendAsync(Session session, OutgoingCall call)
    {
        Exception? error = null;
        try
        {
            await (call switch
            {
                OutgoingCall.Subscribe subscribe => session.Connection.SubscribeAsync(subscribe.ToCall(), session.Ended),
                OutgoingCall.Unsubscribe unsubscribe => UnsubscribeAsync(session, unsubscribe.SubscriptionIds),
                _ => Task.CompletedTask,
            }).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is, the requests in the call have failed with it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            error = exception;
        }

        loop.Post(() => OnSent(session, call, error));
    }

    private static async Task UnsubscribeAsync(Session session, IReadOnlyList<string> subscriptionIds)
    {
        foreach (var subscriptionId in subscriptionIds)
        {
            await session.Connection.UnsubscribeAsync(new UnsubscribeRequest { SubscriptionId = subscriptionId }, session.Ended).ConfigureAwait(false);
        }
    }

    private void OnSent(Session session, OutgoingCall call, Exception? error)
    {
        if (session != _session)
        {
            return;
        }

        _isSending = false;
        if (error is not null && call is OutgoingCall.Subscribe subscribe)
        {
            TableLog.CallFailed(logger, error, subscribe.Requests.Count);
            var reason = (error as SyncException)?.Error;
            foreach (var request in subscribe.Requests)
            {
                Refuse(request, reason?.Code ?? SyncClientErrorCodes.RequestFailed, error.Message, retryable: reason is null);
            }
        }

        Send();
    }

    // Posted, not called: the request may be part of a transition that is still under way.
    private void Refuse(OutgoingRequest request, string code, string reason, bool retryable)
    {
        var error = new SubscriptionError { RequestId = request.RequestId, Code = code, Error = reason, Retryable = retryable, Ended = true };
        loop.Post(() =>
        {
            refused(error);
            Send();
        });
    }
}
