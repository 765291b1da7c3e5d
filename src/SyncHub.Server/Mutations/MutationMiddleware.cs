using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using SyncHub.Protocol;
using SyncHub.Server.Authorization;
using SyncHub.Server.DependencyInjection;
using SyncHub.Server.Feed;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Mutations;

/// <summary>Has a request's writes carry the client's mutation id, and tells in the response which positions contain them.</summary>
internal sealed class MutationMiddleware(RequestDelegate next, ModelRegistry models, AccessReview review, TimeProvider time, ILogger<MutationMiddleware> logger)
{
    // A publication takes milliseconds. Who waits longer is better served by the answer, and learns from the push that the write is there.
    private static readonly TimeSpan PublicationTimeout = TimeSpan.FromSeconds(5);

    public async Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        // What is called over a hub's connection is not about the request that it began with.
        if (!context.Request.Headers.TryGetValue(MutationHeaders.Mutation, out var values) || context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is not null)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        if (values is not [var id] || !MutationHeaders.IsId(id))
        {
            await RefuseAsync(context.Response).ConfigureAwait(false);
            return;
        }

        var scope = MutationScope.Begin(id!);
        context.Response.OnStarting(async () =>
        {
            if (await IsPublishedAsync(context, scope).ConfigureAwait(false) && Versions(context, scope) is { } versions)
            {
                context.Response.Headers[MutationHeaders.Result] = new MutationResult { Versions = versions }.ToHeader();
            }
        });
        await next(context).ConfigureAwait(false);
    }

    private static Task RefuseAsync(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status400BadRequest;
        response.ContentType = "application/problem+json";
        return response.WriteAsync(JsonSerializer.Serialize(
            new Dictionary<string, string>
            {
                ["title"] = $"The header {MutationHeaders.Mutation} is none: send it once, with 1 to {MutationHeaders.MaxIdLength} visible ASCII characters.",
            },
            ProblemJsonContext.Default.DictionaryStringString));
    }

    private async Task<bool> IsPublishedAsync(HttpContext context, MutationScope scope)
    {
        try
        {
            using var late = new CancellationTokenSource(PublicationTimeout, time);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(late.Token, context.RequestAborted);
            await scope.WhenPublishedAsync(over.Token).ConfigureAwait(false);
            return true;
        }
#pragma warning disable CA1031 // Whatever became of the publication, the handler has done its work, and its answer is to be sent.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            MutationLog.NotPublished(logger, exception, scope.Id);
            return false;
        }
    }

    /// <summary>
    /// As the caller's own subscriptions would see the positions: what each may see has epochs of its own. Null where that cannot be told: an answer
    /// that named only some models would say that the others were not written to.
    /// </summary>
    private Dictionary<string, SyncVersion>? Versions(HttpContext context, MutationScope scope)
    {
        var versions = new Dictionary<string, SyncVersion>(StringComparer.Ordinal);
        var identity = new SessionIdentity(context.User, context.TraceIdentifier, review);
        foreach (var (name, head) in scope.Heads())
        {
            try
            {
                if (models.Find(name) is not { } model)
                {
                    continue;
                }

                if (model.Judge(identity).Scope is not { } seen)
                {
                    // The caller may see nothing of it; the connection that waits may be somebody else's.
                    return null;
                }

                versions[name] = seen.Stamp(FeedPosition.Of(model, head).Version);
            }
#pragma warning disable CA1031 // A rule of the application's threw; its write is done all the same.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                MutationLog.NotJudged(logger, exception, name);
                return null;
            }
        }

        return versions;
    }
}
