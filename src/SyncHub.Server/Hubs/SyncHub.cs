using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using SyncHub.Protocol;
using SyncHub.Server.Errors;
using SyncHub.Server.Hubs;
using SyncHub.Server.Sessions;

namespace SyncHub.Server;

/// <summary>
/// The hub that clients talk to. Derive from it to ride your own methods on the same connection, and map yours with
/// <c>AddSyncHub&lt;THub&gt;()</c> and <c>MapSyncHub&lt;THub&gt;()</c>. An invocation completes when the request is accepted;
/// its answer is a call on the client.
/// </summary>
public class SyncHub : Hub<ISyncClient>
{
    private static readonly string[] HelloMembers = ["protocols", "features"];
    private static readonly string[] ManyMembers = ["entities", "collections"];
    private static readonly string[] UnsubscribeMembers = ["subscriptionId", "requestId"];

    private static readonly string[] AuthenticateMembers = ["secret"];

    private Session Session => (Session)Context.Items[typeof(Session)]!;

    private HubServices Services => (HubServices)Context.Items[typeof(HubServices)]!;

    /// <summary>Agrees on a protocol version. Optional; without it the server speaks version 1.</summary>
    /// <exception cref="HubException">The request is malformed, or there is no version that both speak; the message begins with the code.</exception>
    public HelloResponse Hello(JsonElement request)
    {
        var reader = new RequestReader(HubMethods.Hello, request, HelloMembers);
        var protocols = reader.Array("protocols", required: true);
        reader.Array("features", required: false);
        var offered = new List<int>();
        foreach (var protocol in protocols?.EnumerateArray() ?? default)
        {
            if (protocol.ValueKind == JsonValueKind.Number && protocol.TryGetInt32(out var version))
            {
                offered.Add(version);
            }
            else
            {
                reader.Fail($"Hello's protocols hold {SyncErrors.Quote(protocol.GetRawText())}; they must be whole numbers.");
            }
        }

        var error = reader.Error ?? (offered.Contains(ProtocolVersion.Current) ? null : SyncErrors.UnsupportedProtocol(offered));
        return error is null ? Services.Hello() : throw Refusal(error);
    }

    /// <summary>Subscribes to one entity; answered with <see cref="ISyncClient.Subscribed"/> or <see cref="ISyncClient.SubscriptionError"/>.</summary>
    public async Task SubscribeEntity(JsonElement request) => await SubscribeEntityAsync(request).ConfigureAwait(false);

    /// <summary>
    /// Subscribes to the rows that match a filter, in an order; answered with <see cref="ISyncClient.Subscribed"/> or
    /// <see cref="ISyncClient.SubscriptionError"/>.
    /// </summary>
    public async Task SubscribeCollection(JsonElement request) => await SubscribeCollectionAsync(request).ConfigureAwait(false);

    /// <summary>Subscribes to many things in one call, answered one by one.</summary>
    public async Task SubscribeMany(JsonElement request)
    {
        var error = ReadMany(request, out var entities, out var collections);
        if (error is not null)
        {
            await Session.SendErrorAsync(error, requestId: null).ConfigureAwait(false);
            return;
        }

        foreach (var entity in entities)
        {
            await SubscribeEntityAsync(entity).ConfigureAwait(false);
        }

        foreach (var collection in collections)
        {
            await SubscribeCollectionAsync(collection).ConfigureAwait(false);
        }
    }

    /// <summary>Ends a subscription of the caller's own connection. When it completes, nothing more arrives for that subscription.</summary>
    public async Task Unsubscribe(JsonElement request)
    {
        var error = ReadUnsubscribe(request, out var subscriptionId, out var requestId);
        if (error is null)
        {
            var ended = subscriptionId is null
                ? await Session.WithdrawAsync(requestId!).ConfigureAwait(false)
                : await Session.UnsubscribeAsync(subscriptionId).ConfigureAwait(false);
            if (!ended)
            {
                error = SyncErrors.InvalidRequest(subscriptionId is null
                    ? $"This connection has no request '{SyncErrors.Quote(requestId!)}'; it may have ended already."
                    : $"This connection has no subscription '{SyncErrors.Quote(subscriptionId)}'; it may have ended already.");
            }
        }

        if (error is not null)
        {
            await TakeTurnAsync(HubMethods.Unsubscribe).ConfigureAwait(false);
            await Session.SendErrorAsync(error, requestId, subscriptionId).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Signs in on the running connection. When it completes, every subscription has been judged again: kept, moved to what may be seen now,
    /// or ended. A secret that grants nothing leaves everything as it is.
    /// </summary>
    /// <exception cref="HubException">
    /// The request is malformed, comes too often, or this server takes no secrets; the message begins with the code.
    /// </exception>
    public async Task<AuthenticateResponse> Authenticate(JsonElement request)
    {
        var reader = new RequestReader(HubMethods.Authenticate, request, AuthenticateMembers);
        var secret = reader.Text("secret", required: true);
        var error = reader.Error ?? (Services.SignIn.IsOffered ? Session.Rates.TrySignIn() : SyncErrors.NoSecrets());
        if (error is not null)
        {
            throw Refusal(error);
        }

        try
        {
            return await Services.SignIn.AuthenticateAsync(Session, secret!).ConfigureAwait(false);
        }
        catch (SyncException refused)
        {
            throw Refusal(refused.Error);
        }
        catch (Exception exception) when (exception is not HubException)
        {
            Services.SignIn.Failed(Session, exception);
            throw Refusal(SyncErrors.Internal());
        }
    }

    /// <summary>
    /// Hands any JSON to the application's <see cref="ISyncMessageHandler"/>; completes when that is done with it. What comes back is a call of
    /// <see cref="ISyncClient.Message"/>.
    /// </summary>
    /// <exception cref="HubException">
    /// This server takes no messages, or the handler failed (the message begins with the code); or the handler's own, as it is.
    /// </exception>
    public Task Send(JsonElement payload) =>
        Services.Messages.IsOffered ? Services.Messages.ReceiveAsync(payload, Session, Clients.Caller) : throw Refusal(SyncErrors.NoMessages());

    /// <summary>
    /// Who the connection stands for at the moment: who signed in on it with a secret, else who connected. For the methods of a derived hub;
    /// <see cref="HubCallerContext.User"/> is always who connected.
    /// </summary>
    protected ClaimsPrincipal Principal => Session.Identity.Principal;

    private static HubException Refusal(SyncError error) => new($"{error.Code}: {error.Message}");

    private static SyncError? ReadUnsubscribe(JsonElement request, out string? subscriptionId, out string? requestId)
    {
        var reader = new RequestReader(HubMethods.Unsubscribe, request, UnsubscribeMembers);
        subscriptionId = reader.Text("subscriptionId", required: false);
        requestId = reader.RequestId(required: false);
        if (reader.Error is null && subscriptionId is null == requestId is null)
        {
            reader.Fail("Unsubscribe takes either a subscriptionId or a requestId.");
        }

        return reader.Error;
    }

    private SyncError? ReadMany(JsonElement request, out JsonElement[] entities, out JsonElement[] collections)
    {
        entities = collections = [];
        var reader = new RequestReader(HubMethods.SubscribeMany, request, ManyMembers);
        var entitiesJson = reader.Array("entities", required: false);
        var collectionsJson = reader.Array("collections", required: false);
        if (reader.Error is not null)
        {
            return reader.Error;
        }

        entities = [.. entitiesJson?.EnumerateArray() ?? default];
        collections = [.. collectionsJson?.EnumerateArray() ?? default];
        return entities.Length + collections.Length <= Services.Limits.SubscriptionsPerConnection
            ? null
            : SyncErrors.TooManySubscriptions(Services.Limits.SubscriptionsPerConnection);
    }

    private async ValueTask SubscribeEntityAsync(JsonElement json)
    {
        var error = await TakeTurnAsync(HubMethods.SubscribeEntity).ConfigureAwait(false);
        var request = error is null ? Services.Entities.Read(json, out error) : null;
        await AskAsync(json, request, error).ConfigureAwait(false);
    }

    private async ValueTask SubscribeCollectionAsync(JsonElement json)
    {
        var error = await TakeTurnAsync(HubMethods.SubscribeCollection).ConfigureAwait(false);
        var request = error is null ? Services.Collections.Read(json, Session, out error) : null;
        await AskAsync(json, request, error).ConfigureAwait(false);
    }

    // Whoever asks too often is refused, but no faster than it may ask: meanwhile nothing more is read of the connection, and a flood waits
    // where it comes from.
    private async ValueTask<SyncError?> TakeTurnAsync(string method)
    {
        var error = Session.Rates.TrySubscribe(method);
        if (error?.RetryAfter is { } wait)
        {
            await Session.HoldAsync(wait).ConfigureAwait(false);
        }

        return error;
    }

    private async ValueTask AskAsync(JsonElement json, SubscribeRequest? request, SyncError? error)
    {
        error ??= Session.Ask(request!);
        if (error is not null)
        {
            await Session.SendErrorAsync(error, RequestReader.RequestIdOf(json)).ConfigureAwait(false);
        }
    }
}
