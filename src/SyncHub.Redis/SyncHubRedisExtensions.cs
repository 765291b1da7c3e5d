using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using SyncHub.Redis;
using SyncHub.Redis.Bus;
using SyncHub.Server;
using SyncHub.Server.Cluster;
using SyncHub.Server.DependencyInjection;
using SyncHub.Server.Log;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Shares the change log, and what the application sends through its hub, among nodes through Redis.</summary>
public static class SyncHubRedisExtensions
{
    /// <summary>
    /// Keeps the change log in Redis, so that any number of nodes serve the same clients, and has what the application sends through its hub reach
    /// the clients of all of them. Redis 6.2 or later; models must be in a database.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="configuration">Where Redis is, in the syntax of StackExchange.Redis: <c>localhost:6379</c>.</param>
    /// <param name="configure">Changes the options; checked when the application starts.</param>
    public static SyncHubBuilder AddRedis(this SyncHubBuilder builder, string configuration, Action<RedisLogOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(configuration);
        return builder.AddRedis(ConfigurationOptions.Parse(configuration), configure);
    }

    /// <inheritdoc cref="AddRedis(SyncHubBuilder, string, Action{RedisLogOptions})"/>
    /// <param name="builder">The server.</param>
    /// <param name="configuration">Where Redis is, and how to connect. Whether a failed connect aborts is SyncHub's own choice.</param>
    /// <param name="configure">Changes the options; checked when the application starts.</param>
    public static SyncHubBuilder AddRedis(this SyncHubBuilder builder, ConfigurationOptions configuration, Action<RedisLogOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configuration);
        var services = builder.Services;
        services.Configure(configure ?? (_ => { }));
        services.AddSingleton<IValidateOptions<RedisLogOptions>, RedisLogOptionsValidator>();
        services.TryAddSingleton(provider => RedisChangeLog.Open(
            configuration,
            provider.GetRequiredService<ModelRegistry>().Retentions,
            provider.GetRequiredService<IOptions<RedisLogOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RedisChangeLog>>(),
            provider.GetRequiredService<IMeterFactory>()));
        services.Replace(ServiceDescriptor.Singleton<IChangeLog>(provider => provider.GetRequiredService<RedisChangeLog>()));
        services.TryAddSingleton<INodeBus>(provider => new RedisNodeBus(
            configuration,
            provider.GetRequiredService<IOptions<RedisLogOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RedisNodeBus>>(),
            provider.GetRequiredService<IMeterFactory>()));
        services.AddHostedService(provider => new RedisStartup(
            provider.GetRequiredService<RedisChangeLog>(),
            configuration,
            provider.GetRequiredService<IOptions<RedisLogOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        return builder;
    }
}
