using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SyncHub.Server.Errors;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Messages;

/// <summary>Hands messages to the application's handler, and keeps what it throws from everybody but its caller.</summary>
internal sealed partial class MessageReceiver(
    IServiceScopeFactory scopes, IServiceProviderIsService registered, IOptions<SyncHubOptions> options, ILogger<MessageReceiver> logger)
{
    /// <summary>Whether there is a handler.</summary>
    public bool IsOffered { get; } = registered.IsService(typeof(ISyncMessageHandler));

    /// <exception cref="HubException">The handler's own, or that it failed.</exception>
    public async Task ReceiveAsync(JsonElement payload, Session session, ISyncClient caller)
    {
        try
        {
            var message = new SyncMessage(payload, session.Identity, caller, options.Value.Serializer);
            var services = scopes.CreateAsyncScope();
            await using (services.ConfigureAwait(false))
            {
                await services.ServiceProvider.GetRequiredService<ISyncMessageHandler>().HandleAsync(message, session.Ended).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (session.Ended.IsCancellationRequested)
        {
            // Nobody waits for the result.
        }
        catch (Exception exception) when (exception is not HubException)
        {
            LogFailed(exception, session.ConnectionId);
            var error = SyncErrors.Internal();
            throw new HubException($"{error.Code}: {error.Message}");
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The handler of a message from connection {ConnectionId} failed.")]
    private partial void LogFailed(Exception exception, string connectionId);
}
