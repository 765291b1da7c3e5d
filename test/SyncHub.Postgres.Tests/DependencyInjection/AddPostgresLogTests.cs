using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SyncHub.Server;
using SyncHub.Server.Log;
using SyncHub.Testing.PostgreSql;

namespace SyncHub.Postgres.Tests.DependencyInjection;

public sealed class AddPostgresLogTests
{
    [Fact]
    public async Task Start_DatabaseThere_TheLogIsReadyBeforeTheFeedsStart()
    {
        using var host = Build(await SharedPostgres.GetAsync(), WithoutModels, options => options.Schema = SharedPostgres.NewSchema());

        await host.StartAsync();

        Assert.IsType<PostgresChangeLog>(host.Services.GetRequiredService<IChangeLog>());
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
        await host.StopAsync();
    }

    [Fact]
    public async Task Start_ModelInMemory_IsRefusedNamingIt()
    {
        using var host = Build(
            await SharedPostgres.GetAsync(), hub => hub.AddModel<Cat, int>(model => model.Key(cat => cat.Id)), options => options.Schema = SharedPostgres.NewSchema());

        var exception = await Assert.ThrowsAsync<SyncHubConfigurationException>(() => host.StartAsync());

        Assert.Contains("'Cat'", Assert.Single(exception.Problems), StringComparison.Ordinal);
        Assert.Contains(nameof(PostgresChangeLog), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DatabaseAway_GoesOnAndIsUnhealthyUntilItIsThere()
    {
        await using var server = await PostgresServer.StartOwnAsync();
        var database = await server.CreateDatabaseAsync();
        await server.StopAsync();
        using var host = Build(database, WithoutModels, options => options.StartTimeout = TimeSpan.FromMilliseconds(50));

        await host.StartAsync().WaitAsync(TestNode.Patience);
        var before = await CheckAsync(host);
        await server.StartAgainAsync();
        await host.Services.GetRequiredService<PostgresChangeLog>().WhenReadyAsync().WaitAsync(TestNode.Patience);

        Assert.Equal(HealthStatus.Unhealthy, before.Status);
        Assert.NotEmpty(before.Description!);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
        await host.StopAsync();
    }

    [Fact]
    public async Task Start_DatabaseAwayAndRequired_FailsNamingWhereAndTheWayOutWithoutThePassword()
    {
        using var host = Build("Host=127.0.0.1;Port=1;Database=gone;Username=u;Password=secret", WithoutModels, options =>
        {
            options.StartTimeout = TimeSpan.FromMilliseconds(50);
            options.RequireAtStart = true;
        });

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("127.0.0.1:1, database 'gone'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("RequireAtStart", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UnusableOptions_NamesThemAll()
    {
        using var host = Build("Host=127.0.0.1;Port=1", WithoutModels, options =>
        {
            options.Schema = "a; DROP TABLE b";
            options.QueueCommits = 0;
            options.QuietInterval = TimeSpan.Zero;
        });

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(3, exception.Failures.Count());
    }

    private static void WithoutModels(SyncHubBuilder hub) => hub.AddResolver("r", (_, _, _, _) => Task.CompletedTask);

    private static IHost Build(string database, Action<SyncHubBuilder> models, Action<PostgresLogOptions> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        var hub = builder.Services.AddSyncHub();
        models(hub);
        hub.AddPostgresLog(database, configure);
        builder.Services.AddHealthChecks().AddSyncHubChangeLog();
        return builder.Build();
    }

    private static async Task<HealthReportEntry> CheckAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["synchub-log"];

    private sealed class Cat
    {
        public int Id { get; set; }
    }
}
