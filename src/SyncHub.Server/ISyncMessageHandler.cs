using SyncHub.Server.Messages;

namespace SyncHub.Server;

/// <summary>
/// Takes what clients send with <c>Send</c>: one door for an application's own messages, on the connection that sync has anyway. Register it
/// with <see cref="SyncHubBuilder.AddMessageHandler{THandler}"/>; each message has a service scope of its own. For several doors, derive a hub
/// from <see cref="SyncHub"/> instead.
/// </summary>
public interface ISyncMessageHandler
{
    /// <summary>
    /// Handles a message; the client's call completes when this does. Messages of one connection come one after the other, and while one is
    /// handled the connection's other calls wait.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Cancelled when the connection ends.</param>
    /// <exception cref="Microsoft.AspNetCore.SignalR.HubException">Thrown by the handler: its words reach the caller. Of anything else the caller learns only that something failed.</exception>
    Task HandleAsync(SyncMessage message, CancellationToken cancellationToken);
}
