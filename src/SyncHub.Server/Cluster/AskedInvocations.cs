using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using SyncHub.Server.Fanout;

namespace SyncHub.Server.Cluster;

/// <summary>Results that this node asks of clients that others serve. As many as there are callers that wait.</summary>
internal sealed class AskedInvocations(RelayPublisher publisher, HubProtocols protocols, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, AskedInvocation> _waiting = new(StringComparer.Ordinal);
    private long _last;

    /// <summary>Calls the client and waits for what it returns, for as long as its node says that it is to be waited for.</summary>
    /// <exception cref="IOException">The connection has ended, nobody serves it, or its node or the bus is away.</exception>
    /// <exception cref="HubException">The client failed, or what it returned is no <typeparamref name="T"/>.</exception>
    public async Task<T> InvokeAsync<T>(string connectionId, string method, object?[] args, CancellationToken cancellationToken)
    {
        // Not only digits, as SignalR's own ids are: the client's node has to tell them apart.
        var invocation = new AskedInvocation<T>($"{publisher.NodeId}:{Interlocked.Increment(ref _last)}");
        var forms = protocols.FormsOf(new SerializedHubMessage(new InvocationMessage(invocation.Id, method, args)));
        _waiting[invocation.Id] = invocation;
        try
        {
            var message = new RelayMessage.Invoke(publisher.NodeId, invocation.Id, connectionId, forms);
            return await publisher.PublishAsync(message, cancellationToken).ConfigureAwait(false)
                ? await WaitAsync(invocation, connectionId, cancellationToken).ConfigureAwait(false)
                : throw new IOException($"Connection '{connectionId}' is not on this node, and the node bus is away.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await publisher.PublishAsync(new RelayMessage.Withdraw(invocation.Id), CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        finally
        {
            _waiting.TryRemove(invocation.Id, out _);
        }
    }

    /// <summary>A client has answered.</summary>
    public void Complete(RelayMessage.Result result)
    {
        if (!_waiting.TryGetValue(result.InvocationId, out var invocation))
        {
            return;
        }

        try
        {
            var protocol = protocols.Find(result.Completion.ProtocolName)
                ?? throw new IOException($"The client's result came in protocol '{result.Completion.ProtocolName}', which this node does not have; add it to the hub on all nodes.");
            var bytes = new ReadOnlySequence<byte>(result.Completion.Serialized);
            invocation.Complete(protocol.TryParseMessage(ref bytes, invocation, out var message) && message is CompletionMessage completion
                ? completion
                : throw new IOException("The client's result cannot be read."));
        }
        catch (Exception exception)
        {
            invocation.Fail(exception);
        }
    }

    /// <summary>Clients have been called, and their node is there.</summary>
    public void Hear(RelayMessage.Pending pending)
    {
        foreach (var id in pending.InvocationIds)
        {
            if (_waiting.TryGetValue(id, out var invocation))
            {
                invocation.Hear();
            }
        }
    }

    /// <summary>The client's connection has ended.</summary>
    public void End(RelayMessage.Disconnected disconnected)
    {
        if (_waiting.TryGetValue(disconnected.InvocationId, out var invocation))
        {
            invocation.Fail(new IOException("The client's connection has ended without an answer."));
        }
    }

    /// <summary>This node stops.</summary>
    public void EndAll()
    {
        foreach (var invocation in _waiting.Values)
        {
            invocation.Fail(new IOException("The server stops."));
        }
    }

    private async Task<T> WaitAsync<T>(AskedInvocation<T> invocation, string connectionId, CancellationToken cancellationToken)
    {
        while (true)
        {
            await ((Task)invocation.Result).WaitAsync(HubRelay.AnswerTime, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (invocation.Result.IsCompleted)
            {
                return await invocation.Result.ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (!invocation.TakeHeard())
            {
                throw new IOException($"Connection '{connectionId}' is not on this node, and for {HubRelay.AnswerTime} no other has said that it waits for its client's result.");
            }
        }
    }
}
