using BenchmarkDotNet.Attributes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.EntityFrameworkCore.Outbox;
using SyncHub.EntityFrameworkCore.Publishing;
using SyncHub.Testing;

namespace SyncHub.Benchmarks;

/// <summary>
/// SaveChanges of rows that were queried and changed, on a SQLite file: without SyncHub, captured, and captured in durable mode. An operation is 200 saves
/// of one row, or 4 of 1,000, each by a context of its own. Publishing goes on beside it; <see cref="CapturedAndTold"/> waits for that, too.
/// </summary>
public class SaveChangesBenchmarks
{
    private DirectoryInfo _folder = null!;
    private SyncHubTestServer _captured = null!;
    private SyncHubTestServer _durable = null!;
    private List<RowDb> _contexts = [];
    private int _values;

    /// <summary>How many rows a save changes.</summary>
    [Params(1, 1000)]
    public int Rows { get; set; }

    private int Saves => Rows == 1 ? 200 : 4;

    [GlobalSetup]
    public async Task Setup()
    {
        _folder = Directory.CreateTempSubdirectory("synchub-benchmarks-");
        await Fill(Plain());
        _captured = await StartAsync("captured", isDurable: false);
        _durable = await StartAsync("durable", isDurable: true);
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        await _captured.DisposeAsync();
        await _durable.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [IterationSetup(Target = nameof(WithoutSyncHub))]
    public void PreparePlain() => Prepare(Plain);

    [IterationSetup(Targets = [nameof(Captured), nameof(CapturedAndTold)])]
    public void PrepareCaptured() => Prepare(() => Context(_captured));

    [IterationSetup(Target = nameof(Durable))]
    public void PrepareDurable() => Prepare(() => Context(_durable));

    [IterationCleanup]
    public void Rest()
    {
        _contexts.ForEach(context => context.Dispose());
        _contexts.Clear();
        ToldAsync().GetAwaiter().GetResult();
        using var outbox = Context(_durable);
        while (outbox.Set<OutboxEntry>().Any())
        {
            Thread.Yield();
        }
    }

    [Benchmark(Baseline = true)]
    public Task WithoutSyncHub() => SaveAsync();

    [Benchmark]
    public Task Captured() => SaveAsync();

    [Benchmark]
    public async Task CapturedAndTold()
    {
        await SaveAsync();
        await ToldAsync();
    }

    [Benchmark]
    public Task Durable() => SaveAsync();

    private async Task SaveAsync()
    {
        foreach (var context in _contexts)
        {
            await context.SaveChangesAsync();
        }
    }

    private Task ToldAsync() => _captured.Services.GetRequiredService<CommitPublisher>().WhenToldAsync();

    private void Prepare(Func<RowDb> open)
    {
        for (var save = 0; save < Saves; save++)
        {
            var context = open();
            var first = Rows == 1 ? save : 0;
            foreach (var row in context.Rows.Where(row => row.Id > first && row.Id <= first + Rows))
            {
                row.Value = ++_values;
            }

            _contexts.Add(context);
        }
    }

    private async Task<SyncHubTestServer> StartAsync(string name, bool isDurable)
    {
        Action<DbContextOptionsBuilder> configure = options => options.UseSqlite(Connection(name)).UseSyncHub(sync =>
        {
            if (isDurable)
            {
                sync.Durable();
            }
        });
        var options = new DbContextOptionsBuilder<RowDb>();
        configure(options);
        await Fill(new RowDb(options.Options));
        return await SyncHubTestServer.StartAsync(server =>
        {
            server.Services.AddDbContext<RowDb>(configure, ServiceLifetime.Transient);
            server.AddEntityFrameworkModel<RowDb, StoredNote>();
        });
    }

    private static RowDb Context(SyncHubTestServer server) => server.Services.GetRequiredService<RowDb>();

    private RowDb Plain() => new(new DbContextOptionsBuilder<RowDb>().UseSqlite(Connection("plain")).Options);

    private string Connection(string name) => $"Data Source={Path.Combine(_folder.FullName, name + ".db")}";

    private static async Task Fill(RowDb context)
    {
        await using (context)
        {
            await context.Database.EnsureCreatedAsync();
            context.AddRange(Enumerable.Range(1, 1000).Select(id => new StoredNote { Id = id, Title = $"The note with the number {id}", At = DateTime.UnixEpoch.AddDays(id) }));
            await context.SaveChangesAsync();
        }
    }

    public sealed class RowDb(DbContextOptions<RowDb> options) : DbContext(options)
    {
        public DbSet<StoredNote> Rows => Set<StoredNote>();
    }

    public sealed class StoredNote
    {
        public int Id { get; set; }

        public string Title { get; set; } = "";

        public string? Text { get; set; } = "Some text that is longer than the title, and stays as it is whenever the value changes.";

        public int Value { get; set; }

        public bool IsDone { get; set; }

        public DateTime At { get; set; }
    }
}
