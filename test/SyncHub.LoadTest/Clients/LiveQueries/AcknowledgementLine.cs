using System.Net;
using System.Net.Sockets;

namespace SyncHub.LoadTest.Clients.LiveQueries;

/// <summary>Tells the server of each push that has arrived, by a byte. Safe for concurrent use.</summary>
internal sealed class AcknowledgementLine : IDisposable
{
    private static readonly byte[] One = [1];
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public async Task OpenAsync(int port) => await _socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));

    public void Acknowledge()
    {
        try
        {
            _socket.Send(One);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The server is gone; whoever waits there has ended too.
        }
    }

    public void Dispose() => _socket.Dispose();
}
