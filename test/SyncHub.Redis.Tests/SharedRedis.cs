using StackExchange.Redis;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Testing.Redis;

namespace SyncHub.Redis.Tests;

/// <summary>One Redis for tests that do it no harm; each log has a prefix of its own.</summary>
internal static class SharedRedis
{
    private static readonly Lazy<Task<RedisServer>> Server = new(RedisServer.StartAsync);

    public static Task<RedisServer> GetAsync() => Server.Value;

    /// <summary>A log of its own, ready.</summary>
    public static async Task<IChangeLog> OpenAsync(IReadOnlyDictionary<string, ChangeRetention> models, TimeProvider time)
    {
        var server = await GetAsync();
        var options = new RedisLogOptions { Prefix = $"t{Guid.NewGuid():N}" };
        var log = new RedisChangeLog(ConfigurationOptions.Parse(server.Endpoint), models, options, time, logger: null, meters: null, new RedisLogSeams { Timers = TimeProvider.System });
        await log.WhenReadyAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return log;
    }
}
