using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SyncHub.EntityFrameworkCore.Outbox;
using SyncHub.EntityFrameworkCore.Publishing;
using SyncHub.OutboxProcess;
using SyncHub.Server.DependencyInjection;
using SyncHub.Server.Log;
using SyncHub.Testing;

namespace SyncHub.EntityFrameworkCore.Tests.Outbox;

/// <summary>A server over a SQLite file with an outbox.</summary>
internal sealed class DurableServer : IAsyncDisposable, IMeterFactory
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("synchub-outbox-");
    private readonly SemaphoreSlim _relayed = new(0);
    private readonly MeterListener _meters = new();
    private readonly TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SyncHubTestServer? _server;

    public ManualTimeProvider Time { get; } = new();

    public SyncHubTestServer Server => _server!;

    public IServiceProvider Services => Server.Services;

    public OutboxNode Node => Services.GetRequiredService<OutboxNode>();

    public IOutboxRelay Relay => Services.GetServices<IOutboxRelay>().Single();

    private string Connection => $"Data Source={Path.Combine(_folder.FullName, "items.db")};Pooling=False";

    /// <summary>Starts one.</summary>
    /// <param name="isLogAway">Whether the log takes nothing, so that the outbox keeps what is written.</param>
    /// <param name="prepare">Runs on the new database, before the server starts.</param>
    /// <param name="services">More services.</param>
    public static async Task<DurableServer> StartAsync(bool isLogAway = false, Func<ItemDb, Task>? prepare = null, Action<IServiceCollection>? services = null)
    {
        var durable = new DurableServer();
        await using (var db = durable.Open())
        {
            await db.Database.EnsureCreatedAsync();
            await (prepare?.Invoke(db) ?? Task.CompletedTask);
        }

        durable._meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == PublisherMetrics.MeterName && instrument.Name == "synchub.efcore.outbox.relayed" && instrument.Meter.Scope == durable)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        durable._meters.SetMeasurementEventCallback<long>((_, entries, _, _) => durable._relayed.Release((int)entries));
        durable._meters.Start();
        durable._server = await SyncHubTestServer.StartAsync(
            builder =>
            {
                builder.Services.AddDbContext<ItemDb>(options => ItemDb.Configure(options, durable.Connection, isDurable: true));
                builder.AddEntityFrameworkModel<ItemDb, Item>();
            },
            new TestServerSettings
            {
                Time = durable.Time,
                Services = more =>
                {
                    more.Replace(ServiceDescriptor.Singleton<IChangeLog>(provider =>
                    {
                        var log = new FileLog(
                            Path.Combine(durable._folder.FullName, "log"),
                            new InMemoryChangeLog(
                                provider.GetRequiredService<ModelRegistry>().Retentions, durable.Time, provider.GetRequiredService<ILogger<InMemoryChangeLog>>()),
                            isLogAway);
                        log.Refused += () => durable._refused.TrySetResult();
                        return log;
                    }));
                    more.Replace(ServiceDescriptor.Singleton<IMeterFactory>(durable));

                    // A host that stops waits so long for a log that is away; here nothing moves the clock by then.
                    more.Configure<HostOptions>(host => host.ShutdownTimeout = isLogAway ? TimeSpan.FromMilliseconds(100) : Patience);
                    services?.Invoke(more);
                },
            });
        return durable;
    }

    /// <summary>A context that nobody watches.</summary>
    public ItemDb Open() => new(Configured());

    /// <summary>Gives one of the server's contexts to some work.</summary>
    public async Task UseAsync(Func<ItemDb, Task> work)
    {
        await using var scope = Services.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<ItemDb>());
    }

    /// <summary>Completes when so many entries more have been told and deleted.</summary>
    public async Task WhenRelayedAsync(int entries = 1)
    {
        for (; entries > 0; entries--)
        {
            Assert.True(await _relayed.WaitAsync(Patience), "Nothing was relayed.");
        }
    }

    /// <summary>Completes when somebody has asked the log that is away to take something.</summary>
    public Task WhenRefusedAsync() => _refused.Task.WaitAsync(Patience, TimeProvider.System);

    /// <summary>What the outbox holds, the first first.</summary>
    public async Task<IReadOnlyList<OutboxEntry>> EntriesAsync()
    {
        await using var db = Open();
        return await db.Set<OutboxEntry>().AsNoTracking().OrderBy(entry => entry.Id).ToListAsync();
    }

    /// <summary>What the log says: <c>1=value</c>, or <c>1=</c> for a row that is gone.</summary>
    public async Task<string> ToldAsync()
    {
        var slice = await Services.GetRequiredService<IChangeLog>().ReadAsync("Item", 0, int.MaxValue);
        return string.Join(' ', slice.Entries.Select(entry => $"{entry.Change.Key.Text}={(entry.Change.After.IsAbsent ? "" : Value(entry.Change))}"));
    }

    /// <summary>Meters of this server alone, whatever other tests do meanwhile.</summary>
    public Meter Create(MeterOptions options) => new(options.Name, options.Version, options.Tags, scope: this);

    public void Dispose()
    {
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _meters.Dispose();
        _relayed.Dispose();
        _folder.Delete(recursive: true);
    }

    private DbContextOptions<ItemDb> Configured()
    {
        var options = new DbContextOptionsBuilder<ItemDb>();
        ItemDb.Configure(options, Connection, isDurable: true);
        return options.Options;
    }

    private static string Value(Change change)
    {
        using var body = System.Text.Json.JsonDocument.Parse(change.After.Utf8);
        return body.RootElement.GetProperty("value").GetString()!;
    }
}
