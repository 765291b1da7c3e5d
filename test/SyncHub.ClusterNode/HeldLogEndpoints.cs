using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace SyncHub.ClusterNode;

/// <summary><c>POST /hold</c>: the log takes nothing more of what this node commits, see <see cref="HeldLog"/>.</summary>
internal static class HeldLogEndpoints
{
    public static void MapHolding(this IEndpointRouteBuilder endpoints) => endpoints.MapPost("/hold", (HeldLog log) => log.Hold());
}
