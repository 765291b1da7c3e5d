using System.Net.Sockets;

namespace SyncHub.LoadTest.Clients;

/// <summary>Pings for every connection, as SignalR's own clients do: a server drops those that are silent for 30 s.</summary>
internal static class KeepAlive
{
    // Each connection's turn comes every 10 s; all at once would be a burst in the midst of what is measured.
    private const int Turns = 10;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(Func<IReadOnlyList<RawConnection>> open, TimeProvider time, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            for (var turn = 0; await timer.WaitForNextTickAsync(cancellation); turn = (turn + 1) % Turns)
            {
                foreach (var connection in open().Where((connection, index) => index % Turns == turn && !connection.IsClosed))
                {
                    await PingAsync(connection);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The process is about to end.
        }
    }

    private static async Task PingAsync(RawConnection connection)
    {
        try
        {
            await connection.PingAsync();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Closed in the meantime; its read loop has noted that.
        }
    }
}
