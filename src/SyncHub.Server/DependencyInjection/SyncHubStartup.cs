using Microsoft.Extensions.Hosting;
using SyncHub.Server.Cluster;
using SyncHub.Server.Feed;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.DependencyInjection;

/// <summary>Checks the configuration, starts the feeds and follows the other nodes, before the application takes its first connection.</summary>
internal sealed class SyncHubStartup(FeedRegistry feeds, AccessNews news, HubRelay? relay) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        feeds.Start();
        relay?.Start();
        return news.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
