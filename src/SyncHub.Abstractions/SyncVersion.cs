using System.Text.Json.Serialization;

namespace SyncHub;

/// <summary>A position in the changes of one model: where a snapshot, a push or a subscriber stands.</summary>
/// <param name="Seq">Counts the changes of the model, dense, +1 each; 0 before the first.</param>
/// <param name="Epoch">Opaque. Names the log's incarnation, the model's schema and the subscriber's scope; positions of different epochs cannot be compared.</param>
/// <param name="Timestamp">When the change was committed, UTC, by the server's clock. For people; ordering is by <paramref name="Seq"/>.</param>
public readonly record struct SyncVersion(
    [property: JsonPropertyName("seq")] long Seq,
    [property: JsonPropertyName("epoch")] string Epoch,
    [property: JsonPropertyName("timestamp"), JsonConverter(typeof(Json.InstantConverter))] DateTimeOffset Timestamp);
