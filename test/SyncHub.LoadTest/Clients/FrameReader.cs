using System.Buffers.Binary;

namespace SyncHub.LoadTest.Clients;

/// <summary>
/// Takes WebSocket frames apart as their bytes come, without copying them. A server's frames are unmasked, and SignalR's JSON
/// records end themselves, so message boundaries do not matter: all data payloads are one stream.
/// </summary>
internal sealed class FrameReader
{
    private const int Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9;

    private readonly byte[] _header = new byte[10];
    private int _headerLength;
    private int _opcode;
    private long _payloadLeft;

    public delegate void PayloadHandler(ReadOnlySpan<byte> payload);

    /// <summary>Data frames seen.</summary>
    public long Frames { get; private set; }

    public bool CloseReceived { get; private set; }

    public bool PingReceived { get; set; }

    public void Read(ReadOnlySpan<byte> bytes, PayloadHandler onPayload)
    {
        while (!bytes.IsEmpty)
        {
            if (_payloadLeft == 0 && !TryReadHeader(ref bytes))
            {
                return;
            }

            var length = (int)Math.Min(_payloadLeft, bytes.Length);
            if (_opcode is Continuation or Text or Binary)
            {
                onPayload(bytes[..length]);
            }

            bytes = bytes[length..];
            _payloadLeft -= length;
        }
    }

    private bool TryReadHeader(ref ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            _header[_headerLength++] = bytes[0];
            bytes = bytes[1..];
            if (_headerLength < 2 || _headerLength < HeaderLength(_header[1]))
            {
                continue;
            }

            Begin();
            return true;
        }

        return false;
    }

    private void Begin()
    {
        _payloadLeft = (_header[1] & 0x7F) switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2)),
            127 => BinaryPrimitives.ReadInt64BigEndian(_header.AsSpan(2)),
            var length => length,
        };
        _opcode = _header[0] & 0x0F;
        _headerLength = 0;
        Frames += _opcode is Continuation or Text or Binary ? 1 : 0;
        CloseReceived |= _opcode == Close;
        PingReceived |= _opcode == Ping;
    }

    private static int HeaderLength(byte second) => (second & 0x7F) switch
    {
        126 => 4,
        127 => 10,
        _ => 2,
    };
}
