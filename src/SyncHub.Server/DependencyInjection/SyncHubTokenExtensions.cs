using Microsoft.AspNetCore.Http;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Takes tokens from where browsers put them.</summary>
public static class SyncHubTokenExtensions
{
    private const string QueryName = "access_token";

    /// <summary>
    /// Takes the token that a browser's WebSocket or event source can only send in the query string (<c>?access_token=…</c>, as SignalR's clients
    /// do) for the <c>Authorization</c> header that it would be, on the hub's path alone: authentication that reads bearer tokens needs nothing
    /// else. A header that is there counts. Call it before <c>UseAuthentication</c>.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="path">The hub's path, as given to <c>MapSyncHub</c>.</param>
    public static IApplicationBuilder UseSyncHubQueryTokens(this IApplicationBuilder app, PathString path)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.Use((context, next) =>
        {
            var request = context.Request;
            if (request.Path.StartsWithSegments(path) && request.Headers.Authorization.Count == 0 && request.Query[QueryName] is [{ Length: > 0 } token])
            {
                request.Headers.Authorization = $"Bearer {token}";
            }

            return next(context);
        });
    }
}
