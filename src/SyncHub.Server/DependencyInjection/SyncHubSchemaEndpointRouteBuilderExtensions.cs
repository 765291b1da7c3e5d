using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SyncHub.Server;
using SyncHub.Server.DependencyInjection;
using SyncHub.Server.Messages;
using SyncHub.Server.Schema;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the description of SyncHub's models into an application.</summary>
public static class SyncHubSchemaEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Describes the models below the hub's path, for tools that make types of them: <c>GET /sync/schema</c> for a hub at <c>/sync</c>. It names
    /// types and properties, never a value, and is the same for everybody who may call it: properties that only some views show are in it, as
    /// optional ones. Where those names are a secret, or models are, add <c>RequireAuthorization()</c>.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="hubPath">The path that <c>MapSyncHub</c> was given.</param>
    /// <returns>A convention builder, so that <c>RequireAuthorization()</c> and the like work.</returns>
    /// <exception cref="InvalidOperationException">AddSyncHub was not called.</exception>
    /// <exception cref="SyncHubConfigurationException">Options or models are unusable; the message lists every problem.</exception>
    public static IEndpointConventionBuilder MapSyncHubSchema(this IEndpointRouteBuilder endpoints, string hubPath)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(hubPath);
        var services = endpoints.ServiceProvider;
        if (services.GetService<HubType>() is null)
        {
            throw new InvalidOperationException("MapSyncHubSchema needs the services of SyncHub; call builder.Services.AddSyncHub() first.");
        }

        var document = SchemaDocument.Create(
            services.GetRequiredService<ModelRegistry>(),
            services.GetRequiredService<IOptions<SyncHubOptions>>().Value.Serializer,
            services.GetRequiredService<MessageReceiver>().IsOffered);
        return endpoints.MapGet($"{hubPath.TrimEnd('/')}/schema", context => AnswerAsync(context, document))
            .WithDisplayName("SyncHub's schema");
    }

    private static Task AnswerAsync(HttpContext context, SchemaDocument document)
    {
        // Kept only by who asked, and only to ask whether it still holds: it may be for some users only, and a release changes it.
        context.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Bytes(document.Content, "application/json", entityTag: document.EntityTag).ExecuteAsync(context);
    }
}
