using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SyncHub.Server;
using SyncHub.Server.Log;
using SyncHub.Testing.Redis;

namespace SyncHub.Redis.Tests.DependencyInjection;

public sealed class AddRedisTests
{
    [Fact]
    public async Task Start_RedisThere_TheLogIsReadyBeforeTheFeedsStart()
    {
        var server = await SharedRedis.GetAsync();
        using var host = Build(server.Endpoint, hub => hub.AddResolver("r", NoRows), options => options.Prefix = $"t{Guid.NewGuid():N}");

        await host.StartAsync();

        Assert.IsType<RedisChangeLog>(host.Services.GetRequiredService<IChangeLog>());
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
        await host.StopAsync();
    }

    [Fact]
    public async Task Start_ModelsInMemory_IsRefusedNamingAllOfThem()
    {
        var server = await SharedRedis.GetAsync();
        using var host = Build(
            server.Endpoint,
            hub => hub.AddModel<Cat, int>(model => model.Key(cat => cat.Id)).AddModel<Dog, int>(model => model.Key(dog => dog.Id)),
            options => options.Prefix = $"t{Guid.NewGuid():N}");

        var exception = await Assert.ThrowsAsync<SyncHubConfigurationException>(() => host.StartAsync());

        Assert.Equal(2, exception.Problems.Count);
        Assert.Contains("'Cat'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'Dog'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("AddEntityFrameworkModel", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_RedisAway_GoesOnAndIsUnhealthyUntilItIsThere()
    {
        await using var server = RedisServer.Create();
        using var host = Build(server.Endpoint, hub => hub.AddResolver("r", NoRows), options => options.StartTimeout = TimeSpan.FromMilliseconds(50));

        await host.StartAsync().WaitAsync(TestNode.Patience);
        var before = await CheckAsync(host);
        await server.RestartAsync(withData: false);
        await host.Services.GetRequiredService<RedisChangeLog>().WhenReadyAsync().WaitAsync(TestNode.Patience);

        Assert.Equal(HealthStatus.Unhealthy, before.Status);
        Assert.NotEmpty(before.Description!);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
        await host.StopAsync();
    }

    [Fact]
    public async Task Start_RedisAwayAndRequired_FailsNamingWhereAndTheWayOut()
    {
        await using var server = RedisServer.Create();
        using var host = Build(server.Endpoint, hub => hub.AddResolver("r", NoRows), options =>
        {
            options.StartTimeout = TimeSpan.FromMilliseconds(50);
            options.RequireAtStart = true;
        });

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains(server.Endpoint, exception.Message, StringComparison.Ordinal);
        Assert.Contains("RequireAtStart", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UnusableOptions_NamesThemAll()
    {
        using var host = Build("127.0.0.1:1", hub => hub.AddResolver("r", NoRows), options =>
        {
            options.Prefix = "{a}";
            options.QueueCommits = 0;
            options.LeaseDuration = TimeSpan.FromSeconds(1);
        });

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(3, exception.Failures.Count());
    }

    private static IHost Build(string endpoint, Action<SyncHubBuilder> models, Action<RedisLogOptions> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        var hub = builder.Services.AddSyncHub();
        models(hub);
        hub.AddRedis(endpoint, configure);
        builder.Services.AddHealthChecks().AddSyncHubChangeLog();
        return builder.Build();
    }

    private static async Task<HealthReportEntry> CheckAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["synchub-log"];

    private static Task NoRows(string key, Server.Resolvers.ResolverContext context, Server.Resolvers.ResolverRows rows, CancellationToken cancellationToken) => Task.CompletedTask;

    private sealed class Cat
    {
        public int Id { get; set; }
    }

    private sealed class Dog
    {
        public int Id { get; set; }
    }
}
