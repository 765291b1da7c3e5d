using SyncHub.Protocol;
using SyncHub.Server;
using SyncHub.Server.Mutations;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Ties the application's own endpoints to clients that show their writes before the server has them.</summary>
public static class SyncHubMutationExtensions
{
    /// <summary>
    /// Looks at requests with the header <see cref="MutationHeaders.Mutation"/>: what their handlers write carries the id to every subscriber, and the
    /// response says in <see cref="MutationHeaders.Result"/> which positions contain it. Other requests pass untouched. Call it after
    /// <c>UseAuthentication</c>, since positions are told as the caller's subscriptions see them, and before the endpoints. A response that has begun
    /// before the handler writes says nothing of those writes; one of the status 202 is taken to be about writes to come. A browser's page of
    /// another origin needs both headers in its CORS policy.
    /// </summary>
    /// <param name="app">The application.</param>
    public static IApplicationBuilder UseSyncHubMutations(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.UseMiddleware<MutationMiddleware>();
    }
}
