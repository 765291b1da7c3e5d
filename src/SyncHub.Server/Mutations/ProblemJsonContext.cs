using System.Text.Json.Serialization;

namespace SyncHub.Server.Mutations;

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class ProblemJsonContext : JsonSerializerContext;
