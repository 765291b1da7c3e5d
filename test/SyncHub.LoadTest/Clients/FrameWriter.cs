using System.Buffers.Binary;

namespace SyncHub.LoadTest.Clients;

/// <summary>Builds the frames that a client sends.</summary>
internal static class FrameWriter
{
    private const byte FinalText = 0x81, FinalPong = 0x8A, Masked = 0x80;

    public static byte[] Pong { get; } = [FinalPong, Masked, 0, 0, 0, 0];

    // A mask of zeros is legal on the wire and spares this process the masking.
    public static byte[] Text(ReadOnlySpan<byte> payload)
    {
        var headerLength = payload.Length < 126 ? 6 : payload.Length <= ushort.MaxValue ? 8 : 14;
        var frame = new byte[headerLength + payload.Length];
        frame[0] = FinalText;
        switch (headerLength)
        {
            case 6:
                frame[1] = (byte)(Masked | payload.Length);
                break;
            case 8:
                frame[1] = Masked | 126;
                BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
                break;
            default:
                frame[1] = Masked | 127;
                BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(2), payload.Length);
                break;
        }

        payload.CopyTo(frame.AsSpan(headerLength));
        return frame;
    }
}
