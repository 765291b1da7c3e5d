using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using SyncHub.Server.DependencyInjection;
using SyncHub.Server.Diagnostics;
using SyncHub.Server.Fanout;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Cluster;

/// <summary>
/// Takes what the application sends through this node's hub to the connections of other nodes, and what it sends through theirs to this node's.
/// Without a bus it is not active, and has nothing to do.
/// </summary>
internal sealed class HubRelay : IDisposable
{
    /// <summary>How long another node has to say that it has done what it was asked.</summary>
    public static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(30);

    private readonly INodeBus? _bus;
    private readonly string _hub;
    private readonly FanoutPump _pump;
    private readonly SessionRegistry _sessions;
    private readonly ServerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly RelayLog _log;
    private readonly RelayPeers _peers = new();
    private readonly RelayRequests _requests = new();
    private readonly RelayPublisher? _publisher;
    private IDisposable? _subscription;

    public HubRelay(INodeBus? bus, HubType hub, FanoutPump pump, SessionRegistry sessions, ServerMetrics metrics, TimeProvider time, ILogger<HubRelay> logger)
    {
        _bus = bus;
        _hub = hub.Type.FullName ?? hub.Type.Name;
        _pump = pump;
        _sessions = sessions;
        _metrics = metrics;
        _time = time;
        _log = new RelayLog(logger);
        _publisher = bus is null ? null : new RelayPublisher(bus, _hub, metrics, _log);
    }

    /// <summary>Whether there are other nodes to send to.</summary>
    public bool IsActive => _publisher is not null;

    private RelayPublisher Publisher => _publisher ?? throw new InvalidOperationException("There is no node bus; ask IsActive first.");

    /// <summary>Begins to take what other nodes send.</summary>
    public void Start() => _subscription = _bus?.Subscribe(ReceiveAsync);

    /// <summary>Sends to those of a target that other nodes serve. What the bus does not take is lost.</summary>
    public async ValueTask SendAsync(FanoutTarget target, IReadOnlyList<SerializedMessage> forms, CancellationToken cancellationToken) =>
        await Publisher.PublishAsync(new RelayMessage.Send(target, forms), cancellationToken).ConfigureAwait(false);

    /// <summary>Has a connection of another node enter or leave a group. Completes when that is done, or nobody has said so in time.</summary>
    public async Task ChangeGroupAsync(string connectionId, string group, bool isJoin, CancellationToken cancellationToken)
    {
        var (id, done) = _requests.Open();
        try
        {
            if (await Publisher.PublishAsync(new RelayMessage.GroupChange(Publisher.NodeId, id, connectionId, group, isJoin), cancellationToken).ConfigureAwait(false))
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

    public void Dispose() => _subscription?.Dispose();

    private async ValueTask ReceiveAsync(NodeMessage received)
    {
        if (received.Publisher == Publisher.NodeId)
        {
            return;
        }

        try
        {
            if (RelayReader.TryRead(received.Payload, _hub, out var number, out var message) && _peers.IsNew(received.Publisher, number))
            {
                await CarryOutAsync(message!).ConfigureAwait(false);
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
            case RelayMessage.Done done when done.Node == Publisher.NodeId:
                _requests.Close(done.RequestId);
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
        await Publisher.PublishAsync(new RelayMessage.Done(change.Asker, change.RequestId), CancellationToken.None).ConfigureAwait(false);
    }
}
