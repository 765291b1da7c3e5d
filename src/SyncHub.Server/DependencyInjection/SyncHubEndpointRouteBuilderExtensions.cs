using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Server;
using SyncHub.Server.DependencyInjection;
using SyncHub.Server.Sessions;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps SyncHub into an application.</summary>
public static class SyncHubEndpointRouteBuilderExtensions
{
    /// <summary>Serves the hub at a path.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="path">Where clients connect, <c>/sync</c> say.</param>
    /// <returns>A convention builder, so that <c>RequireAuthorization()</c> and the like work.</returns>
    /// <exception cref="InvalidOperationException">AddSyncHub was not called, or with another hub type.</exception>
    /// <exception cref="SyncHubConfigurationException">Options or models are unusable; the message lists every problem.</exception>
    public static HubEndpointConventionBuilder MapSyncHub(this IEndpointRouteBuilder endpoints, string path) =>
        endpoints.MapSyncHub<SyncHub.Server.SyncHub>(path);

    /// <inheritdoc cref="MapSyncHub(IEndpointRouteBuilder, string)"/>
    /// <typeparam name="THub">The application's own hub, as given to <c>AddSyncHub&lt;THub&gt;</c>.</typeparam>
    public static HubEndpointConventionBuilder MapSyncHub<THub>(this IEndpointRouteBuilder endpoints, string path)
        where THub : SyncHub.Server.SyncHub
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var hub = endpoints.ServiceProvider.GetService<HubType>()
            ?? throw new InvalidOperationException($"MapSyncHub needs the services of SyncHub; call builder.Services.AddSyncHub<{typeof(THub).Name}>() first.");
        if (hub.Type != typeof(THub))
        {
            throw new InvalidOperationException($"MapSyncHub<{typeof(THub).Name}> does not fit AddSyncHub<{hub.Type.Name}>; use the same hub type in both.");
        }

        endpoints.ServiceProvider.GetRequiredService<ModelRegistry>();
        var mapped = endpoints.MapHub<THub>(path);

        // After MapHub: callbacks run last first, so clients are told before SignalR closes their connections.
        endpoints.ServiceProvider.GetRequiredService<Drain>().Register();
        return mapped;
    }
}
