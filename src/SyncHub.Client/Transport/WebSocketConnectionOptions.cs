namespace SyncHub.Client.Transport;

/// <summary>What a WebSocket request carries.</summary>
internal sealed record WebSocketConnectionOptions(
    Func<CancellationToken, ValueTask<string?>>? AccessTokenFactory,
    IReadOnlyDictionary<string, string> Headers);
