using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace SyncHub.Server.Fanout;

/// <summary>
/// One or more messages that leave as one write. Each is serialised once per protocol; the concatenation is made once per protocol too
/// and shared by all recipients. Whole records only, so a reader sees the same stream as from single writes.
/// </summary>
internal sealed class FanoutBlock(SerializedHubMessage[] messages)
{
    // Written by the pump only, read by drains that the pump's enqueueing happens before.
    private Encoded[] _encoded = [];

    /// <summary>The messages one by one, for connections that count them (stateful reconnect).</summary>
    public IReadOnlyList<SerializedHubMessage> Messages => messages;

    /// <summary>The whole block as the protocol writes it. Called by the pump before the block is shared.</summary>
    public int Encode(IHubProtocol protocol)
    {
        foreach (var encoded in _encoded)
        {
            if (encoded.Protocol == protocol.Name)
            {
                return encoded.Bytes;
            }
        }

        var added = Concatenate(protocol);
        _encoded = [.. _encoded, added];
        return added.Bytes;
    }

    /// <summary>The write for a connection of a protocol that <see cref="Encode"/> has seen.</summary>
    public SerializedHubMessage For(IHubProtocol protocol)
    {
        foreach (var encoded in _encoded)
        {
            if (encoded.Protocol == protocol.Name)
            {
                return encoded.Message;
            }
        }

        throw new InvalidOperationException($"The block was not encoded for protocol '{protocol.Name}'.");
    }

    private Encoded Concatenate(IHubProtocol protocol)
    {
        if (messages is [var single])
        {
            return new Encoded(protocol.Name, single, single.GetSerializedMessage(protocol).Length);
        }

        var length = 0;
        foreach (var message in messages)
        {
            length += message.GetSerializedMessage(protocol).Length;
        }

        var bytes = GC.AllocateUninitializedArray<byte>(length);
        var offset = 0;
        foreach (var message in messages)
        {
            var record = message.GetSerializedMessage(protocol);
            record.Span.CopyTo(bytes.AsSpan(offset));
            offset += record.Length;
        }

        return new Encoded(protocol.Name, new SerializedHubMessage([new SerializedMessage(protocol.Name, bytes)]), length);
    }

    private readonly record struct Encoded(string Protocol, SerializedHubMessage Message, int Bytes);
}
