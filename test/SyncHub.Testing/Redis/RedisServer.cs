using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SyncHub.Testing.Redis;

/// <summary>
/// A Redis server of a test, on a port of its own, with its data in a temporary folder. It can be killed, started again with or without what it
/// saved, and made to hang. It ends with this process, however that ends: its shell waits for the end of a pipe that only this process holds.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    // $1 the binary, $2 the port, $3 the folder, $4 whether it is a cluster, $5 whether it writes down each command before it answers.
    private const string Script = """
        trap '' INT TERM HUP
        "$1" --port "$2" --bind 127.0.0.1 --dir "$3" --save '' --appendonly "$5" --appendfsync always --cluster-enabled "$4" &
        exec 2>/dev/null
        echo "pid $!"
        read -r _
        kill -9 $! 2>/dev/null
        wait $!
        """;

    private readonly string _binary;
    private readonly string _folder;
    private Process? _shell;
    private readonly bool _isCluster;
    private readonly bool _losesNothing;
    private string _pid = "";

    private RedisServer(string binary, string folder, int port, bool isCluster, bool losesNothing)
    {
        _isCluster = isCluster;
        _losesNothing = losesNothing;
        _binary = binary;
        _folder = folder;
        Port = port;
    }

    /// <summary>The port, which stays the same when the server is started again.</summary>
    public int Port { get; }

    /// <summary>Where the server is, as clients name it.</summary>
    public string Endpoint => $"127.0.0.1:{Port}";

    /// <summary>The processor's time that the server has taken since it was started.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            using var process = Process.GetProcessById(int.Parse(_pid, CultureInfo.InvariantCulture));
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a server without data.</summary>
    /// <exception cref="InvalidOperationException">There is none to start, or it does not start; the message says what to do.</exception>
    public static Task<RedisServer> StartAsync() => StartAsync(losesNothing: false);

    /// <summary>Starts a server without data.</summary>
    /// <param name="losesNothing">Whether each command is on disk before it is answered, so that a server that was killed begins with all of them.</param>
    /// <exception cref="InvalidOperationException">There is none to start, or it does not start; the message says what to do.</exception>
    public static async Task<RedisServer> StartAsync(bool losesNothing)
    {
        var server = Create(losesNothing: losesNothing);
        await server.RestartAsync(withData: false);
        return server;
    }

    /// <summary>Starts a Redis Cluster of one node, without data: it refuses whatever a larger one would refuse to do in one step.</summary>
    public static async Task<RedisServer> StartClusterAsync()
    {
        var server = Create(isCluster: true);
        await server.RestartAsync(withData: false);
        await server.CommandAsync("CLUSTER ADDSLOTSRANGE 0 16383");

        // It says so when it is; there is no event for it.
        while (await server.CommandAsync("CLUSTER INFO") != "cluster_state:ok")
        {
        }

        return server;
    }

    /// <summary>Starts a server that takes over all that another has, and follows it.</summary>
    public static async Task<RedisServer> StartReplicaAsync(RedisServer primary)
    {
        ArgumentNullException.ThrowIfNull(primary);
        var server = await StartAsync();
        await server.FollowAsync(primary.Port);
        await primary.WhenReplicatedAsync();
        return server;
    }

    /// <summary>Completes when one other server has all that this one has.</summary>
    /// <exception cref="InvalidOperationException">None has, for half a minute.</exception>
    public async Task WhenReplicatedAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream);

        // It waits for what its own connection has written.
        await stream.WriteAsync("SET replicated yes\r\nWAIT 1 30000\r\n"u8.ToArray());
        var answers = (await reader.ReadLineAsync(), await reader.ReadLineAsync());
        if (answers is not ("+OK", ":1"))
        {
            throw new InvalidOperationException($"No other server has what Redis on port {Port} has; it answered {answers}.");
        }
    }

    /// <summary>Has this server keep what it has, and take no more from the one that it follows: not to be reached, as far as it can tell.</summary>
    public Task LoseTouchAsync() => FollowAsync(port: 1);

    /// <summary>Has this server follow nobody, and take writes.</summary>
    public Task PromoteAsync() => CommandAsync("REPLICAOF NO ONE");

    /// <summary>A server that has a port, but is not started: one that is away.</summary>
    public static RedisServer Create(bool isCluster = false, bool losesNothing = false) =>
        new(FindBinary(), Directory.CreateTempSubdirectory("synchub-redis-").FullName, FreePort(isCluster), isCluster, losesNothing);

    /// <summary>Writes all data to disk, for <see cref="RestartAsync"/>.</summary>
    public Task SaveAsync() => CommandAsync("SAVE");

    /// <summary>Ends the server in order: it takes no more commands, and then saves all that it has taken.</summary>
    public async Task ShutDownAsync()
    {
        try
        {
            await CommandAsync("SHUTDOWN SAVE");
        }
        catch (Exception ended) when (ended is InvalidOperationException or IOException && !ended.Message.StartsWith("Redis refused", StringComparison.Ordinal))
        {
            // It closes the connection instead of answering.
        }

        await KillAsync();
    }

    /// <summary>Kills the server, so that it cannot save or say anything.</summary>
    public async Task KillAsync()
    {
        if (_shell is { } shell)
        {
            _shell = null;
            shell.StandardInput.Close();
            await shell.WaitForExitAsync();
            shell.Dispose();
        }
    }

    /// <summary>Starts the server, after <see cref="KillAsync"/> where it runs.</summary>
    /// <param name="withData">True to begin with what was saved last, or with all where it loses nothing; false to begin empty.</param>
    public async Task RestartAsync(bool withData)
    {
        await KillAsync();
        if (!withData)
        {
            File.Delete(Path.Combine(_folder, "dump.rdb"));
            if (Directory.Exists(Path.Combine(_folder, "appendonlydir")))
            {
                Directory.Delete(Path.Combine(_folder, "appendonlydir"), recursive: true);
            }
        }

        var shell = Process.Start(new ProcessStartInfo("sh", ["-c", Script, "sh", _binary, $"{Port}", _folder, _isCluster ? "yes" : "no", _losesNothing ? "yes" : "no"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var log = new StringBuilder();
        while (await shell.StandardOutput.ReadLineAsync() is { } line)
        {
            log.AppendLine(line);
            if (line.StartsWith("pid ", StringComparison.Ordinal))
            {
                _pid = line[4..];
            }
            else if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                _ = shell.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                _shell = shell;
                return;
            }
            else if (line.Contains("Failed listening", StringComparison.Ordinal))
            {
                shell.StandardInput.Close();
            }
        }

        throw new InvalidOperationException($"Redis from {_binary} did not start on port {Port}:{Environment.NewLine}{log}");
    }

    /// <summary>Makes the server hang: connections stay, nothing is answered.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    /// <summary>Lets the server go on, with all that was sent to it meanwhile.</summary>
    public Task ResumeAsync() => SignalAsync("CONT");

    /// <summary>Sends one command, words divided by spaces, and returns the first line of the answer.</summary>
    /// <exception cref="InvalidOperationException">Redis answers with an error.</exception>
    public async Task<string> CommandAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"));
        using var reader = new StreamReader(stream);
        var line = await reader.ReadLineAsync() ?? throw new InvalidOperationException($"Redis closed the connection on {command}.");
        return line switch
        {
            ['-', .. var error] => throw new InvalidOperationException($"Redis refused {command}: {error}"),
            ['$', .. not "-1"] => (await reader.ReadLineAsync())!,
            [_, .. var text] => text,
            _ => line,
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Task FollowAsync(int port) => CommandAsync($"REPLICAOF 127.0.0.1 {port}");

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _pid]);
        await kill.WaitForExitAsync();
        if (kill.ExitCode != 0)
        {
            throw new InvalidOperationException($"Redis, process {_pid}, could not be sent {signal}.");
        }
    }

    // The nodes of a cluster speak on a port 10,000 above.
    private static int FreePort(bool isCluster)
    {
        int port;
        do
        {
            var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
            listener.Stop();
        }
        while (isCluster && port > 55_000);
        return port;
    }

    private static string FindBinary() =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "redis-server")).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException(
            "Redis is missing: no folder of PATH has redis-server. On Debian: apt-get install redis-server. Elsewhere put the folder of one of version 6.2 or later on PATH.");
}
