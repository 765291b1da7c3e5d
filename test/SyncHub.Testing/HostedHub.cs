using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Server;

namespace SyncHub.Testing;

/// <summary>Which hub a test server serves.</summary>
internal sealed record HostedHub(
    Func<IServiceCollection, Action<SyncHubOptions>?, SyncHubBuilder> Add,
    Action<IEndpointRouteBuilder> Map,
    Func<IServiceProvider, ConnectionDelegate> Serve)
{
    public static HostedHub Of<THub>()
        where THub : Server.SyncHub => new(
            (services, options) => services.AddSyncHub<THub>(options),
            endpoints => endpoints.MapSyncHub<THub>("/sync"),
            services => services.GetRequiredService<HubConnectionHandler<THub>>().OnConnectedAsync);
}
