using System.Net.Sockets;

namespace SyncHub.LoadTest.Clients;

/// <summary>Pings for every connection, as SignalR's own clients do: a server drops those that are silent for 30 s.</summary>
internal static class KeepAlive
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(Func<IReadOnlyList<RawConnection>> open, TimeProvider time, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                foreach (var connection in open().Where(connection => !connection.IsClosed))
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
