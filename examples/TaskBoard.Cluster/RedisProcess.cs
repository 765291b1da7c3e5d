using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TaskBoard.Cluster;

/// <summary>A Redis of this cluster alone, on a free port. It keeps nothing: what is true is in the database.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private readonly Process _process;

    private RedisProcess(Process process, string endpoint) => (_process, Endpoint) = (process, endpoint);

    public string Endpoint { get; }

    public static async Task<RedisProcess> StartAsync()
    {
        var port = FreePort();
        var process = Start(port);
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                // What it says from here on is of no interest, but has to go somewhere.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                Console.WriteLine($"Redis    localhost:{port}  process {process.Id}");
                return new RedisProcess(process, $"localhost:{port}");
            }
        }

        throw new InvalidOperationException($"redis-server ended before it listened on port {port}.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Process Start(int port)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("redis-server", ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            {
                RedirectStandardOutput = true,
            })!;
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException(
                "There is no redis-server on the path. Install it (Debian: apt-get install redis-server), or name one that runs: --ConnectionStrings:Redis=localhost:6379.");
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
