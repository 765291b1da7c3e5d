using System.Security.Cryptography;
using System.Text;
using SyncHub.Server.Cluster;

namespace SyncHub.Redis.Bus;

/// <summary>A message on the bus's channel: who published it, and what.</summary>
internal static class BusFrame
{
    private const int NodeLength = 16;

    public static string NewNode() => RandomNumberGenerator.GetHexString(NodeLength, lowercase: true);

    public static byte[] Write(string node, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[NodeLength + payload.Length];
        Encoding.ASCII.GetBytes(node, frame);
        payload.CopyTo(frame.AsSpan(NodeLength));
        return frame;
    }

    /// <summary>False where it is none of ours.</summary>
    public static bool TryRead(byte[] frame, out NodeMessage message)
    {
        var isWhole = frame.Length >= NodeLength;
        message = isWhole ? new NodeMessage(Encoding.ASCII.GetString(frame, 0, NodeLength), frame.AsMemory(NodeLength)) : default;
        return isWhole;
    }
}
