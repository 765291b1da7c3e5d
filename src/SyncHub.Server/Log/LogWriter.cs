using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace SyncHub.Server.Log;

/// <summary>Writes what <see cref="LogReader"/> reads: numbers in groups of seven bits, the lowest first; texts and bytes after their length.</summary>
internal readonly struct LogWriter(ArrayBufferWriter<byte> buffer)
{
    // Refuses halves of surrogate pairs, which it could only replace.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public void Byte(byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }

    public void Number(long value)
    {
        var rest = (ulong)value;
        while (rest >= 0x80)
        {
            Byte((byte)(rest | 0x80));
            rest >>= 7;
        }

        Byte((byte)rest);
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Number(bytes.Length);
        buffer.Write(bytes);
    }

    /// <summary>Any .NET string. One that has no UTF-8 is written as it is, in UTF-16; the length's lowest bit says so.</summary>
    public void Text(string text)
    {
        if (IsWellFormed(text))
        {
            var length = Utf8.GetByteCount(text);
            Number((long)length << 1);
            Utf8.GetBytes(text, buffer);
        }
        else
        {
            var bytes = MemoryMarshal.AsBytes(text.AsSpan());
            Number(((long)bytes.Length << 1) | 1);
            buffer.Write(bytes);
        }
    }

    public byte[] ToArray() => buffer.WrittenSpan.ToArray();

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var consumed) != OperationStatus.Done)
            {
                return false;
            }

            text = text[consumed..];
        }

        return true;
    }
}
