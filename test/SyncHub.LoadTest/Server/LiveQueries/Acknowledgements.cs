using System.Net;
using System.Net.Sockets;

namespace SyncHub.LoadTest.Server.LiveQueries;

/// <summary>
/// Takes a byte from the clients for each push that has arrived. A bare socket, because what it costs is measured with the rest: a request
/// for each would cost more than a write.
/// </summary>
internal sealed class Acknowledgements : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _buffer = new byte[64];
    private Socket? _socket;

    /// <summary>Begins to listen; returns the port.</summary>
    public int Listen()
    {
        _listener.Start();
        return ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    /// <summary>Waits for so many acknowledgements.</summary>
    public async ValueTask WaitAsync(int count, CancellationToken cancellation)
    {
        _socket ??= await _listener.AcceptSocketAsync(cancellation);
        while (count > 0)
        {
            var taken = await _socket.ReceiveAsync(_buffer.AsMemory(0, Math.Min(count, _buffer.Length)), cancellation);
            count -= taken > 0 ? taken : throw new IOException("The clients have closed the line of their acknowledgements.");
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _listener.Dispose();
    }
}
