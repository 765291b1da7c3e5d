using System.Net.Sockets;

namespace SyncHub.LoadTest.Clients;

/// <summary>
/// Makes a loopback connection hold as little on its way as one across a network: the kernel sizes its buffers by the segment,
/// and loopback's segments of 64 KiB would let it hide a stalled reader behind some megabytes.
/// </summary>
internal static class NarrowLink
{
    private const int ReceiveBytes = 4 * 1024;
    private const int TcpLevel = 6, TcpMaxSegment = 2;
    private const int SegmentBytes = 536;

    /// <summary>Before the socket connects.</summary>
    public static void Apply(Socket socket)
    {
        socket.ReceiveBufferSize = ReceiveBytes;
        if (OperatingSystem.IsLinux())
        {
            socket.SetRawSocketOption(TcpLevel, TcpMaxSegment, BitConverter.GetBytes(SegmentBytes));
        }
    }
}
