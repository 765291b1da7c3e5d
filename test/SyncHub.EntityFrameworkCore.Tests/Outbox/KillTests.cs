using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SyncHub.OutboxProcess;
using SyncHub.Server.Log;
using SyncHub.Testing.PostgreSql;

namespace SyncHub.EntityFrameworkCore.Tests.Outbox;

/// <summary>
/// A process that writes is killed, without a warning, after some commit or other; then a relay is started over the same database. What the change log
/// says in the end is what the database says. <c>SYNCHUB_KILLS</c> is how often in all; 20 by default.
/// </summary>
public sealed class KillTests
{
    private const int Seed = 7;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("SYNCHUB_KILLS") ?? "20", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Kill_SqliteAtAnyPoint_NothingIsMissingAndNothingRolledBackAppears()
    {
        var folder = Directory.CreateTempSubdirectory("synchub-kill-");
        try
        {
            await KillAsync($"Data Source={Path.Combine(folder.FullName, "items.db")}", Path.Combine(folder.FullName, "log"), Kills / 2);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Kill_PostgresAtAnyPoint_NothingIsMissingAndNothingRolledBackAppears()
    {
        var folder = Directory.CreateTempSubdirectory("synchub-kill-");
        try
        {
            var postgres = await PostgresServer.GetAsync();
            await KillAsync(await postgres.CreateDatabaseAsync(), Path.Combine(folder.FullName, "log"), Kills - (Kills / 2));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Kill_WhileTheLogIsAway_OnlyTheOutboxRemembers(bool isDurable)
    {
        var folder = Directory.CreateTempSubdirectory("synchub-kill-");
        try
        {
            var connection = $"Data Source={Path.Combine(folder.FullName, "items.db")}";
            var log = Path.Combine(folder.FullName, "log");
            await CreateAsync(connection);
            await RunAsync(connection, log, Seed, commits: 20, isDurable ? ["durable", "log-away"] : ["log-away"]);
            Assert.Empty(FileLog.Read(log).Values);
            Assert.NotEmpty(await RowsAsync(connection));

            if (isDurable)
            {
                await RecoverAsync(connection, log, "20 commits before the log was there");
            }
            else
            {
                using var host = ItemServer.Create(connection, log, isDurable: false);
                await host.StartAsync();
                await host.StopAsync();
                Assert.Empty(FileLog.Read(log).Values);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task KillAsync(string connection, string log, int kills)
    {
        await CreateAsync(connection);
        var random = new Random(Seed);
        for (var kill = 1; kill <= kills; kill++)
        {
            var commits = random.Next(1, 60);
            await RunAsync(connection, log, Seed + (100 * kill), commits, ["durable"]);
            await RecoverAsync(connection, log, $"kill {kill} of {kills} with seed {Seed}, after {commits} commits");
        }
    }

    private static async Task RunAsync(string connection, string log, int seed, int commits, string[] words)
    {
        var assembly = Path.GetFullPath(Path.Combine(
            AppContext.BaseDirectory, "../../../../SyncHub.OutboxProcess/bin", Configuration, "net10.0/SyncHub.OutboxProcess.dll"));
        var start = new ProcessStartInfo("dotnet", [assembly, connection, log, seed.ToString(CultureInfo.InvariantCulture), .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            for (var seen = 0; seen < commits; seen++)
            {
                if (await process.StandardOutput.ReadLineAsync(patience.Token) is null)
                {
                    Assert.Fail($"The process ended by itself after {seen} commits, seed {seed}:\n{await errors}");
                }
            }
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task RecoverAsync(string connection, string log, string what)
    {
        using var host = ItemServer.Create(connection, log, isDurable: true);
        using var appended = new SemaphoreSlim(0);
        ((FileLog)host.Services.GetRequiredService<IChangeLog>()).Appended += () => appended.Release();
        await host.StartAsync();

        // Asked anew each time: what the process had sent before its end the database may still be about to do.
        while (await RowsAsync(connection) is var rows && !rows.SequenceEqual(Logged(log)))
        {
            if (!await appended.WaitAsync(Patience))
            {
                Assert.Equal(rows, Logged(log));
                Assert.Fail($"The log came to say what the database does, but nobody was told: {what}.");
            }
        }

        await host.StopAsync();
        Assert.DoesNotContain(FileLog.Read(log).Values, value => value.StartsWith("rolled back", StringComparison.Ordinal));
    }

    private static IEnumerable<KeyValuePair<string, string>> Logged(string log) => FileLog.Read(log).Rows.OrderBy(row => row.Key, StringComparer.Ordinal);

    private static async Task CreateAsync(string connection)
    {
        await using var db = Open(connection);
        await db.Database.EnsureCreatedAsync();
    }

    private static async Task<List<KeyValuePair<string, string>>> RowsAsync(string connection)
    {
        await using var db = Open(connection);
        var items = await db.Items.AsNoTracking().ToListAsync();
        return [.. items.Select(item => KeyValuePair.Create(item.Id.ToString(CultureInfo.InvariantCulture), item.Value)).OrderBy(row => row.Key, StringComparer.Ordinal)];
    }

    private static ItemDb Open(string connection)
    {
        var options = new DbContextOptionsBuilder<ItemDb>();
        ItemDb.Configure(options, connection, isDurable: true);
        return new ItemDb(options.Options);
    }
}
