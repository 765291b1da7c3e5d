using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.AspNetCore.SignalR;
using SyncHub.Server.Fanout;

namespace SyncHub.Server.Cluster;

/// <summary>Reads a relayed message; whatever it is given, it either reads it or says why not.</summary>
internal ref struct RelayReader
{
    private ReadOnlyMemory<byte> _rest;

    private RelayReader(ReadOnlyMemory<byte> bytes) => _rest = bytes;

    /// <summary>Reads a message of a hub; false where it is another hub's.</summary>
    /// <param name="bytes">The message; forms that are read go on referring to it.</param>
    /// <param name="hub">The hub's name.</param>
    /// <param name="number">The message's number among those of its node.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="FormatException">It cannot be read; the message says why.</exception>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, string hub, out long number, [NotNullWhen(true)] out RelayMessage? message)
    {
        (number, message) = (0, null);
        var reader = new RelayReader(bytes);
        var version = reader.Byte();
        if (version != RelayFormat.Version)
        {
            throw new FormatException($"It has version {version}; this node reads version {RelayFormat.Version}.");
        }

        if (reader.Text() != hub)
        {
            return false;
        }

        number = reader.Number();
        message = reader.Body();
        return reader._rest.IsEmpty ? true : throw new FormatException($"It goes on for {reader._rest.Length} bytes behind its end.");
    }

    private RelayMessage Body()
    {
        var kind = (RelayFormat.Kind)Byte();
        return kind switch
        {
            RelayFormat.Kind.Send => new RelayMessage.Send(Target(), Forms()),
            RelayFormat.Kind.GroupChange => new RelayMessage.GroupChange(Text(), Number(), Text(), Text(), Byte() != 0),
            RelayFormat.Kind.Done => new RelayMessage.Done(Text(), Number()),
            RelayFormat.Kind.Invoke => new RelayMessage.Invoke(Text(), Text(), Text(), Forms()),
            RelayFormat.Kind.Withdraw => new RelayMessage.Withdraw(Text()),
            RelayFormat.Kind.Pending => new RelayMessage.Pending(Text(), Texts()),
            RelayFormat.Kind.Result => new RelayMessage.Result(Text(), Text(), Form()),
            RelayFormat.Kind.Disconnected => new RelayMessage.Disconnected(Text(), Text()),
            _ => throw new FormatException($"It is of kind {(byte)kind}, which this node does not know."),
        };
    }

    private FanoutTarget Target()
    {
        var target = (RelayFormat.Target)Byte();
        return target switch
        {
            RelayFormat.Target.All => new FanoutTarget.All(Except()),
            RelayFormat.Target.Group => new FanoutTarget.Group(Text(), Except()),
            RelayFormat.Target.Groups => new FanoutTarget.Groups(Texts()),
            RelayFormat.Target.Connections => new FanoutTarget.Connections(Texts()),
            RelayFormat.Target.Users => new FanoutTarget.Users(Texts()),
            _ => throw new FormatException($"Its target is of kind {(byte)target}, which this node does not know."),
        };
    }

    private SerializedMessage[] Forms()
    {
        var forms = new SerializedMessage[Count()];
        for (var index = 0; index < forms.Length; index++)
        {
            forms[index] = Form();
        }

        return forms;
    }

    // Null rather than an empty set: sends to a group without exceptions merge.
    private HashSet<string>? Except() => Texts() is { Length: > 0 } texts ? new HashSet<string>(texts, StringComparer.Ordinal) : null;

    private string[] Texts()
    {
        var texts = new string[Count()];
        for (var index = 0; index < texts.Length; index++)
        {
            texts[index] = Text();
        }

        return texts;
    }

    // Each element takes a byte at least, so that no count makes for more memory than its message.
    private int Count() => Length("list");

    private string Text() => Encoding.UTF8.GetString(Take(Length("text")).Span);

    private SerializedMessage Form() => new(Text(), Take(Length("form")));

    private int Length(string what)
    {
        var length = Number();
        return length <= _rest.Length ? (int)length : throw new FormatException($"A {what} in it is {length} long where {_rest.Length} bytes are left.");
    }

    private long Number()
    {
        ulong number = 0;
        for (var shift = 0; shift < 63; shift += 7)
        {
            var part = Byte();
            number |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return (long)number;
            }
        }

        throw new FormatException("A number in it is too large.");
    }

    private byte Byte() => Take(1).Span[0];

    private ReadOnlyMemory<byte> Take(int length)
    {
        if (length > _rest.Length)
        {
            throw new FormatException("It ends too soon.");
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
