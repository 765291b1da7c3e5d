using System.Text.Json;
using SyncHub.Client.Handles;
using SyncHub.Json;

namespace SyncHub.Client;

/// <summary>A message of the application's own that the server sent beside all subscriptions. Never changes.</summary>
public sealed class SyncMessage
{
    private readonly JsonSerializerOptions _options;

    internal SyncMessage(RawJson payload, JsonSerializerOptions options) => (Payload, _options) = (payload, options);

    /// <summary>The message as JSON, whatever the server gave.</summary>
    public RawJson Payload { get; }

    /// <summary>Reads the message with <see cref="SyncClientOptions.EntityJsonOptions"/>, into a new object each time; null where it is JSON null.</summary>
    /// <exception cref="SyncException">The message cannot be read as that type (<see cref="SyncClientErrorCodes.UnreadableEntity"/>).</exception>
    public T? Get<T>() => BodyReader.Get<T>(Payload, _options, "A message");

    /// <inheritdoc/>
    public override string ToString() => Payload.ToString();
}
