using System.Text.Json.Serialization;

namespace SyncHub.TrimmedClient;

[JsonSerializable(typeof(Card))]
internal sealed partial class CardJsonContext : JsonSerializerContext;
