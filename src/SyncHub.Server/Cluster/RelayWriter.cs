using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.SignalR;
using SyncHub.Server.Fanout;

namespace SyncHub.Server.Cluster;

/// <summary>Writes a relayed message.</summary>
internal sealed class RelayWriter
{
    private readonly ArrayBufferWriter<byte> _output = new();

    private RelayWriter()
    {
    }

    /// <param name="hub">The hub's name.</param>
    /// <param name="number">The message's number among those of this node.</param>
    /// <param name="message">The message.</param>
    public static ReadOnlyMemory<byte> Write(string hub, long number, RelayMessage message)
    {
        var writer = new RelayWriter();
        writer.Byte(RelayFormat.Version);
        writer.Text(hub);
        writer.Number((ulong)number);
        writer.Body(message);
        return writer._output.WrittenMemory;
    }

    private void Body(RelayMessage message)
    {
        switch (message)
        {
            case RelayMessage.Send send:
                Byte((byte)RelayFormat.Kind.Send);
                Target(send.Target);
                Forms(send.Forms);
                break;
            case RelayMessage.GroupChange change:
                Byte((byte)RelayFormat.Kind.GroupChange);
                Text(change.Asker);
                Number((ulong)change.RequestId);
                Text(change.ConnectionId);
                Text(change.Group);
                Byte(change.IsJoin ? (byte)1 : (byte)0);
                break;
            case RelayMessage.Done done:
                Byte((byte)RelayFormat.Kind.Done);
                Text(done.Node);
                Number((ulong)done.RequestId);
                break;
            case RelayMessage.Invoke invoke:
                Byte((byte)RelayFormat.Kind.Invoke);
                Text(invoke.Asker);
                Text(invoke.InvocationId);
                Text(invoke.ConnectionId);
                Forms(invoke.Forms);
                break;
            case RelayMessage.Withdraw withdraw:
                Byte((byte)RelayFormat.Kind.Withdraw);
                Text(withdraw.InvocationId);
                break;
            case RelayMessage.Pending pending:
                Byte((byte)RelayFormat.Kind.Pending);
                Text(pending.Asker);
                Texts(pending.InvocationIds);
                break;
            case RelayMessage.Result result:
                Byte((byte)RelayFormat.Kind.Result);
                Text(result.Asker);
                Text(result.InvocationId);
                Form(result.Completion);
                break;
            case RelayMessage.Disconnected disconnected:
                Byte((byte)RelayFormat.Kind.Disconnected);
                Text(disconnected.Asker);
                Text(disconnected.InvocationId);
                break;
            default:
                throw new ArgumentException($"A {message.GetType().Name} has no written form.", nameof(message));
        }
    }

    private void Target(FanoutTarget target)
    {
        switch (target)
        {
            case FanoutTarget.All all:
                Byte((byte)RelayFormat.Target.All);
                Texts(all.ExceptConnectionIds ?? (IReadOnlyCollection<string>)[]);
                break;
            case FanoutTarget.Group group:
                Byte((byte)RelayFormat.Target.Group);
                Text(group.Name);
                Texts(group.ExceptConnectionIds ?? (IReadOnlyCollection<string>)[]);
                break;
            case FanoutTarget.Groups groups:
                Byte((byte)RelayFormat.Target.Groups);
                Texts(groups.Names);
                break;
            case FanoutTarget.Connections connections:
                Byte((byte)RelayFormat.Target.Connections);
                Texts(connections.ConnectionIds);
                break;
            case FanoutTarget.Users users:
                Byte((byte)RelayFormat.Target.Users);
                Texts(users.UserIds);
                break;
            default:
                throw new ArgumentException($"A {target.GetType().Name} has no written form.", nameof(target));
        }
    }

    private void Forms(IReadOnlyList<SerializedMessage> forms)
    {
        Number((ulong)forms.Count);
        foreach (var form in forms)
        {
            Form(form);
        }
    }

    private void Form(SerializedMessage form)
    {
        Text(form.ProtocolName);
        Number((ulong)form.Serialized.Length);
        _output.Write(form.Serialized.Span);
    }

    private void Texts(IReadOnlyCollection<string> texts)
    {
        Number((ulong)texts.Count);
        foreach (var text in texts)
        {
            Text(text);
        }
    }

    private void Text(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Number((ulong)length);
        Encoding.UTF8.GetBytes(text, _output.GetSpan(length));
        _output.Advance(length);
    }

    private void Number(ulong number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            Byte((byte)(number | 0x80));
        }

        Byte((byte)number);
    }

    private void Byte(byte value)
    {
        _output.GetSpan(1)[0] = value;
        _output.Advance(1);
    }
}
