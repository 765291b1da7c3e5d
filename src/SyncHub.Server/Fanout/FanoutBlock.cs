using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace SyncHub.Server.Fanout;

/// <summary>
/// One or more messages that leave as one write. Each is serialised once per protocol; the concatenation is made once per protocol too
/// and shared by all recipients. Whole records only, so a reader sees the same stream as from single writes.
/// </summary>
internal sealed class FanoutBlock(SerializedHubMessage[] messages)
{
    // Replaced by the pump only, while drains that its enqueueing happens before may read it.
    private EncodedBlock[] _encoded = [];

    /// <summary>How many messages were put into the block.</summary>
    public int Count => messages.Length;

    /// <summary>
    /// The block as the protocol writes it. A message that cannot be written is left out and told once: it is its sender's fault and
    /// must not cost the others theirs. Called by the pump before the block is shared.
    /// </summary>
    public EncodedBlock Encode(IHubProtocol protocol, Action<Exception> onUnserializable)
    {
        if (Find(protocol) is { } known)
        {
            return known;
        }

        var added = Concatenate(protocol, onUnserializable);
        _encoded = [.. _encoded, added];
        return added;
    }

    /// <summary>The write for a connection of a protocol that <see cref="Encode"/> has seen.</summary>
    public EncodedBlock For(IHubProtocol protocol) =>
        Find(protocol) ?? throw new InvalidOperationException($"The block was not encoded for protocol '{protocol.Name}'.");

    private EncodedBlock? Find(IHubProtocol protocol)
    {
        foreach (var encoded in _encoded)
        {
            if (encoded.Protocol == protocol.Name)
            {
                return encoded;
            }
        }

        return null;
    }

    private EncodedBlock Concatenate(IHubProtocol protocol, Action<Exception> onUnserializable)
    {
        var records = new List<ReadOnlyMemory<byte>>(messages.Length);
        var written = new List<SerializedHubMessage>(messages.Length);
        var length = 0;
        foreach (var message in messages)
        {
            try
            {
                var record = message.GetSerializedMessage(protocol);
                records.Add(record);
                written.Add(message);
                length += record.Length;
            }
            catch (Exception exception)
            {
                onUnserializable(exception);
            }
        }

        if (written is [var single])
        {
            return new EncodedBlock(protocol.Name, [single], single, length);
        }

        var bytes = GC.AllocateUninitializedArray<byte>(length);
        var offset = 0;
        foreach (var record in records)
        {
            record.Span.CopyTo(bytes.AsSpan(offset));
            offset += record.Length;
        }

        var whole = new SerializedHubMessage([new SerializedMessage(protocol.Name, bytes)]);
        return new EncodedBlock(protocol.Name, [.. written], whole, length);
    }
}
