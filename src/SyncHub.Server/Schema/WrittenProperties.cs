using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace SyncHub.Server.Schema;

/// <summary>Whether a property is in every body, or left out of those where it has a certain value.</summary>
internal static class WrittenProperties
{
    /// <summary>Whether a property is written whatever its value is.</summary>
    public static bool IsAlways(JsonPropertyInfo property, JsonSerializerOptions options)
    {
        var own = property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true) is [JsonIgnoreAttribute ignore, ..]
            ? ignore.Condition
            : (JsonIgnoreCondition?)null;
        if (own is null && property.ShouldSerialize is not null && options.DefaultIgnoreCondition == JsonIgnoreCondition.Never)
        {
            // The application's own condition.
            return false;
        }

        return (own ?? options.DefaultIgnoreCondition) switch
        {
            JsonIgnoreCondition.Never => true,
            JsonIgnoreCondition.WhenWritingNull => property.PropertyType.IsValueType && Nullable.GetUnderlyingType(property.PropertyType) is null,
            _ => false,
        };
    }
}
