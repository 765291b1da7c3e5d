using Microsoft.Extensions.Hosting;
using SyncHub.Server.Feed;

namespace SyncHub.Server.DependencyInjection;

/// <summary>Checks the configuration and starts the feeds, before the application takes its first connection.</summary>
internal sealed class SyncHubStartup(FeedRegistry feeds) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        feeds.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
