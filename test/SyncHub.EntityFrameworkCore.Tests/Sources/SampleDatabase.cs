using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Queries;
using SyncHub.Server.Data;
using SyncHub.Server.DependencyInjection;
using SyncHub.Server.Model;
using SyncHub.Testing.PostgreSql;

namespace SyncHub.EntityFrameworkCore.Tests.Sources;

/// <summary>A database with samples, and the model over it.</summary>
public abstract class SampleDatabase : IAsyncLifetime
{
    private ServiceProvider? _services;

    internal IServiceProvider Services => _services!;

    internal ICollectionSource<Sample> Source => (ICollectionSource<Sample>)Services.GetRequiredKeyedService<IEntitySource>(typeof(Sample));

    internal SyncModel<Sample, int> Model => Services.GetRequiredService<ModelRegistry>().Get<Sample, int>();

    internal QuerySchema Schema => Model.Queries.Schema;

    public virtual async Task InitializeAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDbContext<SampleContext>(options =>
        {
            Use(options);
            CapturedMark.On(options);
        });
        services.AddSyncHub().AddEntityFrameworkModel<SampleContext, Sample>();
        _services = services.BuildServiceProvider();
        await ChangeAsync(context => context.Database.EnsureCreatedAsync());
    }

    public virtual async Task DisposeAsync() => await _services!.DisposeAsync();

    internal async Task ChangeAsync(Func<SampleContext, Task> change)
    {
        await using var scope = Services.CreateAsyncScope();
        await change(scope.ServiceProvider.GetRequiredService<SampleContext>());
    }

    /// <summary>Has these samples and no others.</summary>
    internal Task FillAsync(IEnumerable<Sample> samples) => ChangeAsync(async context =>
    {
        await context.Samples.ExecuteDeleteAsync();
        foreach (var sample in samples)
        {
            sample.LocalAt = DateTime.SpecifyKind(sample.LocalAt, DateTimeKind.Unspecified);
            context.Add(sample);
        }

        await context.SaveChangesAsync();
    });

    protected abstract void Use(DbContextOptionsBuilder options);
}

/// <summary>In a file.</summary>
public sealed class SqliteSamples : SampleDatabase
{
    private readonly string _folder = Directory.CreateTempSubdirectory("synchub-sqlite-").FullName;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    protected override void Use(DbContextOptionsBuilder options) => options.UseSqlite($"Data Source={Path.Combine(_folder, "samples.db")}");
}

/// <summary>In PostgreSQL.</summary>
public sealed class PostgresSamples : SampleDatabase
{
    private string _connection = string.Empty;

    public override async Task InitializeAsync()
    {
        _connection = await (await PostgresServer.GetAsync()).CreateDatabaseAsync();
        await base.InitializeAsync();
    }

    protected override void Use(DbContextOptionsBuilder options) => options.UseNpgsql(_connection);
}
