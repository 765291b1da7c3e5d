using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace SyncHub.Redis;

/// <summary>
/// Waits for Redis before anything else of the application starts, so that feeds find the log there: for a while, and then goes on without, or
/// fails, as the options say.
/// </summary>
internal sealed class RedisStartup(RedisChangeLog log, ConfigurationOptions configuration, RedisLogOptions options, TimeProvider time) : IHostedLifecycleService
{
    /// <exception cref="InvalidOperationException">Redis is out of reach, and the application is to fail then.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await log.WhenReadyAsync(cancellationToken).WaitAsync(options.StartTimeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!options.RequireAtStart)
        {
        }
        catch (TimeoutException exception)
        {
            var where = string.Join(", ", configuration.EndPoints.Select(endpoint => endpoint is System.Net.DnsEndPoint dns ? $"{dns.Host}:{dns.Port}" : endpoint.ToString()));
            throw new InvalidOperationException(
                $"SyncHub's change log is in Redis at {where}, which was not in reach within {options.StartTimeout.TotalSeconds:0.#} s: {log.Health.Reason} Start Redis, correct AddRedis(…), or set RedisLogOptions.RequireAtStart to false to start without it.",
                exception);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
