using Microsoft.Extensions.Hosting;
using SyncHub.Server.Cluster;
using SyncHub.Server.Data;
using SyncHub.Server.Feed;
using SyncHub.Server.Log;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.DependencyInjection;

/// <summary>Checks the configuration, starts the feeds and follows the other nodes, before the application takes its first connection.</summary>
internal sealed class SyncHubStartup(
    ModelRegistry models, IChangeLog log, IServiceProvider services, FeedRegistry feeds, AccessNews news, HubRelay? relay) : IHostedService
{
    /// <exception cref="SyncHubConfigurationException">The log is shared with other nodes, and rows are in the memory of this one.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        RefuseOwnTruths();
        feeds.Start();
        relay?.Start();
        return news.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void RefuseOwnTruths()
    {
        if (!log.IsShared)
        {
            return;
        }

        var problems = models.Registered
            .Where(registered => IsInMemory(registered.Registration.SourceFrom(services)))
            .Select(registered =>
                $"Model '{registered.Model.Name}' has its rows in this process's memory, but {log.GetType().Name} shares its changes with other nodes, which would not have the rows. "
                + "Keep them in a database (AddEntityFrameworkModel of SyncHub.EntityFrameworkCore), or leave the shared log out for a single node.")
            .ToList();
        if (problems.Count > 0)
        {
            throw new SyncHubConfigurationException(problems);
        }
    }

    private static bool IsInMemory(IEntitySource source) => source.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(DataSet<,>);
}
