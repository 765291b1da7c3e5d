using System.Text.Json;
using System.Text.Json.Serialization;
using SyncHub.Json;

namespace SyncHub.Protocol;

/// <summary>
/// Source-generated JSON for the wire records. Every member carries its own name, so the application's naming policy does not matter.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(HelloRequest))]
[JsonSerializable(typeof(HelloResponse))]
[JsonSerializable(typeof(SubscribeEntityRequest))]
[JsonSerializable(typeof(SubscribeCollectionRequest))]
[JsonSerializable(typeof(SubscribeManyRequest))]
[JsonSerializable(typeof(UnsubscribeRequest))]
[JsonSerializable(typeof(AuthenticateRequest))]
[JsonSerializable(typeof(AuthenticateResponse))]
[JsonSerializable(typeof(RawJson))]
[JsonSerializable(typeof(Subscribed))]
[JsonSerializable(typeof(EntityAdded))]
[JsonSerializable(typeof(EntityUpdated))]
[JsonSerializable(typeof(EntityRemoved))]
[JsonSerializable(typeof(CollectionSnapshot))]
[JsonSerializable(typeof(CollectionChanged))]
[JsonSerializable(typeof(RowsChanged))]
[JsonSerializable(typeof(Position))]
[JsonSerializable(typeof(SubscriptionError))]
[JsonSerializable(typeof(Closing))]
[JsonSerializable(typeof(MutationResult))]
public sealed partial class WireJsonContext : JsonSerializerContext;
