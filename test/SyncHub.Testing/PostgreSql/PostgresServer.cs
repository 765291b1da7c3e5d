using System.Diagnostics;
using System.Text;

namespace SyncHub.Testing.PostgreSql;

/// <summary>
/// A PostgreSQL server of this process alone, in a temporary folder and reached through a socket in it, so that no port is taken. It is started
/// by whoever asks first, and ends with this process, however that ends: its shell waits for the end of a pipe that only this process holds.
/// </summary>
public sealed class PostgresServer
{
    // $1 the binaries, $2 the folder. Texts are ordered by a language, as they mostly are where people install a database.
    private const string Script = """
        trap '' INT TERM HUP
        "$1/initdb" -D "$2/data" -A trust -U postgres -E UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=en-US --no-sync >/dev/null || exit 1
        "$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c max_prepared_transactions=20 -c lc_messages=C &
        read -r _
        kill -QUIT $!
        wait $!
        rm -rf "$2"
        """;

    private static readonly string[] Needed = ["initdb", "postgres", "createdb"];

    private static readonly Lazy<Task<PostgresServer>> Started = new(StartAsync);

    private readonly string _binaries;
    private readonly string _folder;

    // Held for its pipe.
    private readonly Process _shell;

    private PostgresServer(string binaries, string folder, Process shell)
    {
        _binaries = binaries;
        _folder = folder;
        _shell = shell;
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

    private static async Task<PostgresServer> StartAsync()
    {
        var binaries = FindBinaries();
        var folder = Directory.CreateTempSubdirectory("synchub-pg-").FullName;
        var user = await DropRootAsync(folder);
        string[] command = [.. user, "sh", "-c", Script, "sh", binaries, folder];
        var shell = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardError = true, WorkingDirectory = folder })!;
        var log = new StringBuilder();
        while (await shell.StandardError.ReadLineAsync() is { } line)
        {
            log.AppendLine(line);
            if (line.Contains("database system is ready to accept connections", StringComparison.Ordinal))
            {
                _ = shell.StandardError.BaseStream.CopyToAsync(Stream.Null);
                return new PostgresServer(binaries, folder, shell);
            }
        }

        throw new InvalidOperationException($"PostgreSQL from {binaries} did not start in {folder}:{Environment.NewLine}{log}");
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
