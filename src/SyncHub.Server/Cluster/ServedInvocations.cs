using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using SyncHub.Server.Fanout;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Cluster;

/// <summary>Results that other nodes ask of this node's clients, until the client answers, leaves, or nobody waits for it any more.</summary>
internal sealed class ServedInvocations(RelayPublisher publisher, FanoutPump pump, SessionRegistry sessions)
{
    /// <summary>How often the nodes that wait are told that this one is there.</summary>
    public static readonly TimeSpan Interval = HubRelay.AnswerTime / 3;

    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly Dictionary<string, Served> _served = new(StringComparer.Ordinal);

    /// <summary>Has a client of this node called, in its place among what else is sent to it.</summary>
    public async ValueTask InvokeAsync(RelayMessage.Invoke invoke)
    {
        lock (_gate)
        {
            _served[invoke.InvocationId] = new Served(invoke.Asker, invoke.ConnectionId);
        }

        if (!sessions.Has(invoke.ConnectionId))
        {
            // It has ended, perhaps before this was known to be asked of it.
            await EndAsync(invoke.ConnectionId).ConfigureAwait(false);
            return;
        }

        await pump.EnqueueAsync(new FanoutItem.Send(new FanoutTarget.Connections([invoke.ConnectionId]), new SerializedHubMessage(invoke.Forms))).ConfigureAwait(false);
        await TellAsync(new RelayMessage.Pending(invoke.Asker, [invoke.InvocationId])).ConfigureAwait(false);
    }

    /// <summary>Whether another node has asked for it.</summary>
    public bool Has(string invocationId)
    {
        lock (_gate)
        {
            return _served.ContainsKey(invocationId);
        }
    }

    /// <summary>A client has answered. What nobody has asked of it is nobody's result.</summary>
    public async ValueTask CompleteAsync(string connectionId, IHubProtocol protocol, CompletionMessage completion)
    {
        Served served;
        lock (_gate)
        {
            // Only whose result it is may tell it.
            if (!_served.TryGetValue(completion.InvocationId!, out served) || served.ConnectionId != connectionId)
            {
                return;
            }

            _served.Remove(completion.InvocationId!);
        }

        var written = new SerializedMessage(protocol.Name, protocol.GetMessageBytes(completion));
        await TellAsync(new RelayMessage.Result(served.Asker, completion.InvocationId!, written)).ConfigureAwait(false);
    }

    /// <summary>Nobody waits for it any more.</summary>
    public void Withdraw(string invocationId)
    {
        lock (_gate)
        {
            _served.Remove(invocationId);
        }
    }

    /// <summary>A connection has ended: it answers nothing any more.</summary>
    public async ValueTask EndAsync(string connectionId)
    {
        List<RelayMessage.Disconnected> ended = [];
        lock (_gate)
        {
            foreach (var (id, served) in _served)
            {
                if (served.ConnectionId == connectionId)
                {
                    _served.Remove(id);
                    ended.Add(new RelayMessage.Disconnected(served.Asker, id));
                }
            }
        }

        foreach (var message in ended)
        {
            await TellAsync(message).ConfigureAwait(false);
        }
    }

    /// <summary>Tells the nodes that wait that this one is there.</summary>
    public async Task TellPendingAsync()
    {
        RelayMessage.Pending[] pending;
        lock (_gate)
        {
            pending = [.. _served.GroupBy(served => served.Value.Asker, served => served.Key).Select(ids => new RelayMessage.Pending(ids.Key, [.. ids]))];
        }

        foreach (var message in pending)
        {
            await TellAsync(message).ConfigureAwait(false);
        }
    }

    // What is lost, the asking node misses in time.
    private async ValueTask TellAsync(RelayMessage message) => await publisher.PublishAsync(message, CancellationToken.None).ConfigureAwait(false);

    private readonly record struct Served(string Asker, string ConnectionId);
}
