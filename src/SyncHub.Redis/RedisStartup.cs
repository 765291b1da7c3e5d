using System.Net;
using StackExchange.Redis;
using SyncHub.Server.Log.Remote;

namespace SyncHub.Redis;

/// <summary>Waits for Redis at start, as the options say.</summary>
internal sealed class RedisStartup(RedisChangeLog log, ConfigurationOptions configuration, RedisLogOptions options, TimeProvider time)
    : LogStartup(options.StartTimeout, options.RequireAtStart, time)
{
    private readonly TimeSpan _timeout = options.StartTimeout;

    protected override string Failure =>
        $"SyncHub's change log is in Redis at {Where}, which was not in reach within {_timeout.TotalSeconds:0.#} s: {log.Health.Reason} Start Redis, correct AddRedis(…), or set RedisLogOptions.RequireAtStart to false to start without it.";

    private string Where => string.Join(", ", configuration.EndPoints.Select(endpoint => endpoint is DnsEndPoint dns ? $"{dns.Host}:{dns.Port}" : endpoint.ToString()));

    protected override Task WhenReadyAsync(CancellationToken cancellationToken) => log.WhenReadyAsync(cancellationToken);
}
