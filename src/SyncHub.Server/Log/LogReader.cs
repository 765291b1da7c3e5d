using System.Runtime.InteropServices;
using System.Text;

namespace SyncHub.Server.Log;

/// <summary>Reads what <see cref="LogWriter"/> wrote, and refuses everything else.</summary>
internal ref struct LogReader(string model, ReadOnlyMemory<byte> bytes)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private int _position;

    public readonly bool IsAtEnd => _position == bytes.Length;

    public byte Byte() => _position < bytes.Length ? bytes.Span[_position++] : throw Broken();

    public long Number()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return (long)value;
            }
        }

        throw Broken();
    }

    /// <summary>A number of things of which each takes at least a byte of what is left.</summary>
    public int Length() => Number() is var length && length >= 0 && length <= bytes.Length - _position ? (int)length : throw Broken();

    public ReadOnlyMemory<byte> Bytes() => Take(Length());

    public string Text()
    {
        var header = Number();
        var length = header >>> 1;
        if (length > bytes.Length - _position || (header & length & 1) == 1)
        {
            throw Broken();
        }

        var text = Take((int)length).Span;
        if ((header & 1) == 1)
        {
            return MemoryMarshal.Cast<byte, char>(text).ToString();
        }

        try
        {
            return Utf8.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            throw Broken();
        }
    }

    public readonly InvalidDataException Broken() =>
        new($"A commit of model '{model}' in the change log is damaged at byte {_position} of {bytes.Length}: it is not what SyncHub writes there.");

    private ReadOnlyMemory<byte> Take(int length)
    {
        var taken = bytes.Slice(_position, length);
        _position += length;
        return taken;
    }
}
