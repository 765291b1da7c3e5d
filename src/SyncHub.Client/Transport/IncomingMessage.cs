using SyncHub.Json;

namespace SyncHub.Client.Transport;

/// <summary>A message of the application's own, as it arrived.</summary>
internal sealed record IncomingMessage(RawJson Payload);
