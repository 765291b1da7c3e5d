using System.Net.Sockets;
using System.Text;

namespace SyncHub.LoadTest.Clients;

/// <summary>Turns a fresh TCP connection into a WebSocket.</summary>
internal static class WebSocketUpgrade
{
    private const int LongestAnswer = 4096;

    public static async Task RunAsync(Socket socket, Uri url, CancellationToken cancellation)
    {
        var request = Encoding.ASCII.GetBytes(
            $"GET {url.AbsolutePath} HTTP/1.1\r\nHost: {url.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {Convert.ToBase64String(Guid.NewGuid().ToByteArray())}\r\n\r\n");
        await socket.SendAsync(request, cancellation);

        // The server says nothing after its headers until the handshake is sent, so reading to the blank line takes no more.
        var answer = new byte[LongestAnswer];
        var length = 0;
        while (answer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
        {
            var read = length < answer.Length ? await socket.ReceiveAsync(answer.AsMemory(length), cancellation) : 0;
            length += read > 0 ? read : throw new IOException($"{url} broke off the WebSocket handshake.");
        }

        if (!answer.AsSpan(0, length).StartsWith("HTTP/1.1 101"u8))
        {
            throw new IOException($"{url} refused the WebSocket: {Encoding.ASCII.GetString(answer, 0, length).Split('\r')[0]}");
        }
    }
}
