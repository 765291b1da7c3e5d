using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace SyncHub.Server.Schema;

/// <summary>
/// The framework describes what it reads, SyncHub what it writes: a number that is also taken as text is written as one of the two.
/// </summary>
internal static class WrittenNumbers
{
    /// <summary>Leaves of "text or number" the one that is written.</summary>
    public static void Narrow(JsonNode schema, JsonNumberHandling handling)
    {
        if (schema is not JsonObject described || described["type"] is not JsonArray { Count: 2 } types)
        {
            return;
        }

        var number = types.Select(type => (string?)type).FirstOrDefault(type => type is "integer" or "number");
        if (number is null || !types.Any(type => (string?)type == "string"))
        {
            return;
        }

        if (handling.HasFlag(JsonNumberHandling.WriteAsString))
        {
            described["type"] = "string";
        }
        else
        {
            described["type"] = number;
            described.Remove("pattern");
        }
    }
}
