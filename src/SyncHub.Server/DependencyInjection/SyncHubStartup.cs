using Microsoft.Extensions.Hosting;
using SyncHub.Server.Feed;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.DependencyInjection;

/// <summary>Checks the configuration and starts the feeds, before the application takes its first connection.</summary>
internal sealed class SyncHubStartup(FeedRegistry feeds, AccessNews news) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        feeds.Start();
        return news.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
