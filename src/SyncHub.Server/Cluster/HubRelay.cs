using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging;
using SyncHub.Server.DependencyInjection;
using SyncHub.Server.Diagnostics;
using SyncHub.Server.Fanout;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Cluster;

/// <summary>
/// Takes what the application sends through this node's hub to the connections of other nodes, and what it sends through theirs to this node's.
/// Only where there is a bus.
/// </summary>
internal sealed class HubRelay : IDisposable
{
    /// <summary>How long another node has to say that it has done what it was asked, or is still about it.</summary>
    public static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(30);

    private readonly INodeBus _bus;
    private readonly string _hub;
    private readonly FanoutPump _pump;
    private readonly SessionRegistry _sessions;
    private readonly ServerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly RelayLog _log;
    private readonly RelayPublisher _publisher;
    private readonly AskedInvocations _asked;
    private readonly ServedInvocations _served;
    private readonly RelayPeers _peers = new();
    private readonly RelayRequests _requests = new();
    private IDisposable? _subscription;
    private ITimer? _timer;

    public HubRelay(
        INodeBus bus, HubType hub, FanoutPump pump, HubProtocols protocols, SessionRegistry sessions, ServerMetrics metrics, TimeProvider time, ILogger<HubRelay> logger)
    {
        _bus = bus;
        _hub = hub.Type.FullName ?? hub.Type.Name;
        _pump = pump;
        _sessions = sessions;
        _metrics = metrics;
        _time = time;
        _log = new RelayLog(logger);
        _publisher = new RelayPublisher(bus, _hub, metrics, _log);
        _asked = new AskedInvocations(_publisher, protocols, time);
        _served = new ServedInvocations(_publisher, pump, sessions);
    }

    /// <summary>Begins to take what other nodes send.</summary>
    public void Start()
    {
        _subscription = _bus.Subscribe(ReceiveAsync);

        // Not awaited: whatever it meets, the publisher has seen to.
        _timer = _time.CreateTimer(_ => _ = _served.TellPendingAsync(), null, ServedInvocations.Interval, ServedInvocations.Interval);
    }

    /// <summary>Sends to those of a target that other nodes serve. What the bus does not take is lost.</summary>
    public async ValueTask SendAsync(FanoutTarget target, IReadOnlyList<SerializedMessage> forms, CancellationToken cancellationToken) =>
        await _publisher.PublishAsync(new RelayMessage.Send(target, forms), cancellationToken).ConfigureAwait(false);

    /// <summary>Has a connection of another node enter or leave a group. Completes when that is done, or nobody has said so in time.</summary>
    public async Task ChangeGroupAsync(string connectionId, string group, bool isJoin, CancellationToken cancellationToken)
    {
        var (id, done) = _requests.Open();
        try
        {
            var change = new RelayMessage.GroupChange(_publisher.NodeId, id, connectionId, group, isJoin);
            if (await _publisher.PublishAsync(change, cancellationToken).ConfigureAwait(false))
            {
                await done.WaitAsync(AnswerTime, _time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (TimeoutException)
        {
            _log.GroupChangeUnanswered(AnswerTime, connectionId);
        }
        finally
        {
            _requests.Close(id);
        }
    }

    /// <inheritdoc cref="AskedInvocations.InvokeAsync"/>
    public Task<T> InvokeAsync<T>(string connectionId, string method, object?[] args, CancellationToken cancellationToken) =>
        _asked.InvokeAsync<T>(connectionId, method, args, cancellationToken);

    /// <summary>Whether another node has asked a client of this one for the result.</summary>
    public bool IsAskedFor(string invocationId) => _served.Has(invocationId);

    /// <summary>A client of this node has answered what another node has asked of it.</summary>
    public ValueTask CompleteAsync(string connectionId, CompletionMessage completion) =>
        _sessions.Find(connectionId) is { } session
            ? _served.CompleteAsync(connectionId, session.Connection.Protocol, completion)
            : ValueTask.CompletedTask;

    /// <summary>A connection of this node has ended.</summary>
    public ValueTask EndAsync(string connectionId) => _served.EndAsync(connectionId);

    public void Dispose()
    {
        _timer?.Dispose();
        _subscription?.Dispose();
        _requests.CloseAll();
        _asked.EndAll();
    }

    private async ValueTask ReceiveAsync(NodeMessage received)
    {
        if (received.Publisher == _publisher.NodeId)
        {
            return;
        }

        try
        {
            if (RelayReader.TryRead(received.Payload, _hub, out var number, out var message) && _peers.IsNew(received.Publisher, number))
            {
                await CarryOutAsync(message).ConfigureAwait(false);
            }
        }
        catch (FormatException unreadable)
        {
            _metrics.BusUnreadable();
            if (_peers.IsFirstUnreadable(received.Publisher))
            {
                _log.Unreadable(received.Publisher, unreadable.Message);
            }
        }
        catch (Exception exception)
        {
            _log.Failed(exception, received.Publisher);
        }
    }

    private ValueTask CarryOutAsync(RelayMessage message)
    {
        switch (message)
        {
            case RelayMessage.Send send:
                return _pump.EnqueueAsync(new FanoutItem.Send(send.Target, new SerializedHubMessage(send.Forms)));
            case RelayMessage.GroupChange change when _sessions.Has(change.ConnectionId):
                return ChangeGroupAsync(change);
            case RelayMessage.Done done when done.Node == _publisher.NodeId:
                _requests.Close(done.RequestId);
                break;
            case RelayMessage.Invoke invoke when _sessions.Has(invoke.ConnectionId):
                return _served.InvokeAsync(invoke);
            case RelayMessage.Withdraw withdraw:
                _served.Withdraw(withdraw.InvocationId);
                break;
            case RelayMessage.Pending pending when pending.Asker == _publisher.NodeId:
                _asked.Hear(pending);
                break;
            case RelayMessage.Result result when result.Asker == _publisher.NodeId:
                _asked.Complete(result);
                break;
            case RelayMessage.Disconnected disconnected when disconnected.Asker == _publisher.NodeId:
                _asked.End(disconnected);
                break;
        }

        return ValueTask.CompletedTask;
    }

    // Done when it has its place in the pump's queue: whatever is sent to the group by anybody who knows of that comes behind it.
    private async ValueTask ChangeGroupAsync(RelayMessage.GroupChange change)
    {
        await _pump.EnqueueAsync(change.IsJoin
            ? new FanoutItem.Join(change.ConnectionId, change.Group, IsSync: false)
            : new FanoutItem.Leave(change.ConnectionId, change.Group, Done: null)).ConfigureAwait(false);
        await _publisher.PublishAsync(new RelayMessage.Done(change.Asker, change.RequestId), CancellationToken.None).ConfigureAwait(false);
    }
}
