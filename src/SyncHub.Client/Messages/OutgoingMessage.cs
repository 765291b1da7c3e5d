using System.Text.Json;
using SyncHub.Client.Loop;
using SyncHub.Json;
using SyncHub.Protocol;

namespace SyncHub.Client.Messages;

/// <summary>A message of the application's own on its way to the server.</summary>
internal sealed record OutgoingMessage(RawJson Payload)
{
    // Room for the call around the message: message type, method name, invocation id.
    private const int Envelope = 512;

    public static OutgoingMessage From<T>(T payload, JsonSerializerOptions options) =>
        new(new RawJson(JsonSerializer.SerializeToUtf8Bytes(payload, options.Contract<T>())));

    /// <summary>Completes when the server's handler has; sent once at most.</summary>
    public async Task SendAsync(Session session, CancellationToken cancellationToken)
    {
        if (Payload.Utf8.Length + Envelope >= session.ReceiveBytes)
        {
            throw new SyncException(new SyncError(
                SyncErrorCodes.LimitExceeded,
                $"A message of {Payload.Utf8.Length} bytes is more than the server reads at once ({session.ReceiveBytes} bytes); send less at a time."));
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, session.Ended);
        try
        {
            await session.Connection.SendAsync(Payload, either.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not SyncException && !cancellationToken.IsCancellationRequested)
        {
            throw new SyncException(
                new SyncError(
                    SyncClientErrorCodes.ConnectionLost,
                    $"The connection broke before the server answered {HubMethods.Send}, so the message may have arrived or not; send it again if that does no harm. {exception.Message}",
                    Retryable: true),
                exception);
        }
    }
}
