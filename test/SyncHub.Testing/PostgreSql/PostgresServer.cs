using System.Diagnostics;
using System.Text;

namespace SyncHub.Testing.PostgreSql;

/// <summary>
/// A PostgreSQL server of this process alone, in a temporary folder and reached through a socket in it, so that no port is taken. It is started
/// by whoever asks first, and ends with this process, however that ends: its shell waits for the end of a pipe that only this process holds. Tests
/// that stop it have one of their own.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Ready = "database system is ready to accept connections";
    private const string Stopped = "stopped on request";

    // $1 the binaries, $2 the folder. Texts are ordered by a language, as they mostly are where people install a database.
    private const string Script = $$"""
        trap '' INT TERM HUP
        binaries=$1 folder=$2
        "$binaries/initdb" -D "$folder/data" -A trust -U postgres -E UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=en-US --no-sync >/dev/null || exit 1
        start() {
          "$binaries/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c max_prepared_transactions=20 -c lc_messages=C &
        }
        start
        while read -r word; do
          case $word in
            stop) kill -INT $!; wait $!; echo '{{Stopped}}' >&2 ;;
            start) start ;;
          esac
        done
        kill -QUIT $! 2>/dev/null
        wait $!
        rm -rf "$folder"
        """;

    private static readonly string[] Needed = ["initdb", "postgres", "createdb"];

    private static readonly Lazy<Task<PostgresServer>> Started = new(StartOwnAsync);

    private readonly string _binaries;
    private readonly string _folder;

    // Held for its pipe.
    private readonly Process _shell;
    private readonly Lock _gate = new();
    private readonly StringBuilder _log = new();
    private (string Text, TaskCompletionSource Seen) _expected = (Ready, NewSignal());

    private PostgresServer(string binaries, string folder, Process shell)
    {
        _binaries = binaries;
        _folder = folder;
        _shell = shell;
    }

    /// <summary>Starts a server that the caller disposes of.</summary>
    /// <exception cref="InvalidOperationException">There is none to start, or it does not start; the message says what to do.</exception>
    public static async Task<PostgresServer> StartOwnAsync()
    {
        var binaries = FindBinaries();
        var folder = Directory.CreateTempSubdirectory("synchub-pg-").FullName;
        var user = await DropRootAsync(folder);
        string[] command = [.. user, "sh", "-c", Script, "sh", binaries, folder];
        var shell = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardError = true, WorkingDirectory = folder })!;
        var server = new PostgresServer(binaries, folder, shell);
        _ = server.ReadLogAsync();
        await server._expected.Seen.Task;
        return server;
    }

    /// <summary>Stops the server: connections end, and nobody answers there. Its data stay.</summary>
    public Task StopAsync() => SendAsync("stop", Stopped);

    /// <summary>Starts the server after <see cref="StopAsync"/>.</summary>
    public Task StartAgainAsync() => SendAsync("start", Ready);

    /// <summary>Ends the server and removes its data.</summary>
    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }

    /// <summary>The server of this process.</summary>
    /// <exception cref="InvalidOperationException">There is none to start, or it does not start; the message says what to do.</exception>
    public static Task<PostgresServer> GetAsync() => Started.Value;

    /// <summary>Creates a database with a name of its own.</summary>
    /// <returns>The connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"t{Guid.NewGuid():N}";
        var run = new ProcessStartInfo(Path.Combine(_binaries, "createdb"), ["-h", _folder, "-U", "postgres", name]) { RedirectStandardError = true };
        using var process = Process.Start(run)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 && !_shell.HasExited
            ? $"Host={_folder};Username=postgres;Database={name};Maximum Pool Size=20"
            : throw new InvalidOperationException($"The database {name} was not created: {errors}");
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task SendAsync(string word, string expected)
    {
        Task seen;
        lock (_gate)
        {
            _expected = (expected, NewSignal());
            seen = _expected.Seen.Task;
        }

        await _shell.StandardInput.WriteLineAsync(word);
        await _shell.StandardInput.FlushAsync();
        await seen;
    }

    // To the end, since a server whose log nobody reads would stand still.
    private async Task ReadLogAsync()
    {
        while (await _shell.StandardError.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                if (!_expected.Seen.Task.IsCompleted)
                {
                    _log.AppendLine(line);
                    if (line.Contains(_expected.Text, StringComparison.Ordinal))
                    {
                        _expected.Seen.TrySetResult();
                        _log.Clear();
                    }
                }
            }
        }

        lock (_gate)
        {
            _expected.Seen.TrySetException(new InvalidOperationException($"PostgreSQL from {_binaries} in {_folder} ended, and '{_expected.Text}' was expected:{Environment.NewLine}{_log}"));
        }
    }

    private static string FindBinaries()
    {
        var packaged = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(Version).Select(folder => Path.Combine(folder, "bin")) : [];
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator), .. packaged];
        return folders.FirstOrDefault(folder => Needed.All(program => File.Exists(Path.Combine(folder, program))))
            ?? throw new InvalidOperationException(
                "PostgreSQL is missing: no folder of PATH or /usr/lib/postgresql has initdb, postgres and createdb. On Debian: apt-get install postgresql. Elsewhere put the folder of the three, of version 15 or later, on PATH.");

        static int Version(string folder) => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0;
    }

    /// <summary>PostgreSQL refuses to run as root: the command that becomes its own user, who gets the folder.</summary>
    private static async Task<string[]> DropRootAsync(string folder)
    {
        if (Environment.UserName != "root")
        {
            return [];
        }

        using var chown = Process.Start("chown", ["postgres", folder]);
        await chown.WaitForExitAsync();
        return chown.ExitCode == 0
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
            : throw new InvalidOperationException("PostgreSQL does not run as root, and there is no user 'postgres' to run it. Debian's package creates one: apt-get install postgresql.");
    }
}
