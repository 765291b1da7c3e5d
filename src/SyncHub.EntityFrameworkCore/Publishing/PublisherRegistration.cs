using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using SyncHub.EntityFrameworkCore.Capture;

namespace SyncHub.EntityFrameworkCore.Publishing;

/// <summary>Registers what tells the change log of commits.</summary>
internal static class PublisherRegistration
{
    public static void AddCommitPublisher(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(CommitPublisher)))
        {
            return;
        }

        services.TryAddSingleton(new PublisherOptions());
        services.AddSingleton<PublisherMetrics>();
        services.AddSingleton<CommittedRows>();
        services.AddSingleton<CommitPublisher>();
        services.AddSingleton<CaptureServices>();
        services.AddHostedService(provider => provider.GetRequiredService<CommitPublisher>());
    }
}
