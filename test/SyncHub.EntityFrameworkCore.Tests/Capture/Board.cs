using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Client;
using SyncHub.EntityFrameworkCore.Publishing;
using SyncHub.Json;
using SyncHub.Server;
using SyncHub.Server.Log;
using SyncHub.Testing;
using SyncHub.Testing.PostgreSql;

namespace SyncHub.EntityFrameworkCore.Tests.Capture;

/// <summary>A server over a database file, with two rows in it, and its change log.</summary>
internal sealed class Board : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo? _folder;
    private readonly Action<DbContextOptionsBuilder> _provider;
    private SyncClient? _client;

    private Board(DirectoryInfo? folder, SyncHubTestServer server, Action<DbContextOptionsBuilder> provider, DbContextOptions uncaptured)
    {
        _folder = folder;
        _provider = provider;
        Server = server;
        Uncaptured = uncaptured;
    }

    public SyncHubTestServer Server { get; }

    /// <summary>What is done to the options of every context, but for UseSyncHub.</summary>
    public Action<DbContextOptionsBuilder> Provider => _provider;

    public IServiceProvider Services => Server.Services;

    public CommitPublisher Publisher => Services.GetRequiredService<CommitPublisher>();

    public IChangeLog Log => Services.GetRequiredService<IChangeLog>();

    /// <summary>Starts one, with the cards 1 "one" and 2 "two".</summary>
    /// <param name="register">How contexts are registered, instead of AddDbContext; given what is to be done to the options.</param>
    /// <param name="services">More services.</param>
    /// <param name="settings">Of the server.</param>
    /// <param name="models">More models.</param>
    public static async Task<Board> StartAsync(
        Action<IServiceCollection, Action<DbContextOptionsBuilder>>? register = null,
        Action<IServiceCollection>? services = null,
        TestServerSettings? settings = null,
        Action<SyncHubBuilder>? models = null)
    {
        var folder = Directory.CreateTempSubdirectory("synchub-board-");
        var connection = $"Data Source={Path.Combine(folder.FullName, "board.db")};Pooling=False";
        return await StartAsync(folder, context => context.UseSqlite(connection), register, services, settings, models);
    }

    /// <summary>Starts one over a PostgreSQL database of its own.</summary>
    public static async Task<Board> StartOnPostgresAsync()
    {
        var connection = await (await PostgresServer.GetAsync()).CreateDatabaseAsync();
        return await StartAsync(folder: null, context => context.UseNpgsql(connection), register: null, services: null, settings: null, models: null);
    }

    private static async Task<Board> StartAsync(
        DirectoryInfo? folder,
        Action<DbContextOptionsBuilder> provider,
        Action<IServiceCollection, Action<DbContextOptionsBuilder>>? register,
        Action<IServiceCollection>? services,
        TestServerSettings? settings,
        Action<SyncHubBuilder>? models)
    {
        var options = new DbContextOptionsBuilder();
        provider(options);
        await using (var db = new BoardDb(options.Options))
        {
            if (await db.Database.EnsureCreatedAsync())
            {
                db.Cards.AddRange(new Card { Title = "one" }, new Card { Title = "two" });
                await db.SaveChangesAsync();
            }
        }

        var server = await SyncHubTestServer.StartAsync(
            builder =>
            {
                Action<DbContextOptionsBuilder> configure = context =>
                {
                    provider(context);
                    context.UseSyncHub();
                };
                if (register is null)
                {
                    builder.Services.AddDbContext<BoardDb>(configure);
                }
                else
                {
                    register(builder.Services, configure);
                }

                builder.AddEntityFrameworkModel<BoardDb, Card>(model => model.Name("cards"));
                models?.Invoke(builder);
            },
            (settings ?? new TestServerSettings()) with { Services = services });
        return new Board(folder, server, provider, options.Options);
    }

    /// <summary>Options of contexts that nobody looks at.</summary>
    public DbContextOptions Uncaptured { get; }

    /// <summary>Another server over the same database, as another process is.</summary>
    public Task<Board> StartAnotherAsync(Action<IServiceCollection>? services = null) =>
        StartAsync(folder: null, _provider, register: null, services, settings: null, models: null);

    /// <summary>Gives a context of a scope of its own to some work.</summary>
    public async Task UseAsync(Func<BoardDb, Task> work)
    {
        await using var scope = Services.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<BoardDb>());
    }

    /// <summary>What the log holds of a model, once all that has been committed is told.</summary>
    public async Task<IReadOnlyList<LogEntry>> EntriesAsync(string model = "cards")
    {
        await Publisher.WhenToldAsync().WaitAsync(Patience);
        return (await Log.ReadAsync(model, 0, int.MaxValue)).Entries;
    }

    /// <summary>The same as a text: <c>1+ {…}</c> for a row that came, <c>1~ {…}</c> for one that changed, <c>1-</c> for one that went; commits in brackets.</summary>
    public async Task<string> ToldAsync(string model = "cards", string property = "title")
    {
        var commits = (await EntriesAsync(model)).GroupBy(entry => entry.CommitSeq).Select(commit => $"[{string.Join(' ', commit.Select(entry => Text(entry, property)))}]");
        return string.Join(' ', commits);
    }

    /// <summary>A client of the server.</summary>
    public SyncClient Client => _client ??= new SyncClient(SyncHubTestServer.CreateBuilder(Server.CreateFactory()), new SyncClientOptions());

    public static async Task WhenAsync<T>(LiveEntity<T> handle, Func<T?, bool> matches)
        where T : class
    {
        using var patience = new CancellationTokenSource(Patience);
        await foreach (var state in handle.States(patience.Token))
        {
            if (state is SyncState<T?>.Synced synced && matches(synced.Data))
            {
                return;
            }
        }

        throw new InvalidOperationException("The handle ended before its state matched.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }

        await Server.DisposeAsync();
        _folder?.Delete(recursive: true);
    }

    private static string Text(LogEntry entry, string property)
    {
        var change = entry.Change;
        var sign = change.Kind switch
        {
            ChangeKind.Add => "+",
            ChangeKind.Remove => "-",
            _ => "~",
        };
        if (change.Kind == ChangeKind.Update && change.After.IsAbsent)
        {
            return "reset";
        }

        var before = change.Before.IsAbsent ? "" : Value(change.Before, property);
        var after = change.After.IsAbsent ? "" : Value(change.After, property);
        return $"{change.Key.Text}{sign}{before}>{after}";
    }

    private static string Value(RawJson body, string property)
    {
        using var document = JsonDocument.Parse(body.Utf8);
        return document.RootElement.GetProperty(property).ToString();
    }
}
