using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace SyncHub.Json;

/// <summary>How entities are written and read on the wire, the same on server and client.</summary>
public static class EntityJson
{
    private const string ReflectionMessage = "Entities without a source-generated JSON contract are read by reflection.";

    /// <summary>
    /// New options for entity bodies: camelCase names, enums as camelCase strings, instants in UTC with seven fractional digits,
    /// nulls always written (a cleared property travels as null). Contracts come from reflection.
    /// </summary>
    [RequiresUnreferencedCode(ReflectionMessage)]
    [RequiresDynamicCode(ReflectionMessage)]
    public static JsonSerializerOptions CreateOptions()
    {
        var options = CreateOptions(new DefaultJsonTypeInfoResolver());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        return options;
    }

    /// <summary>New options for entity bodies, with contracts from the resolver given (a source-generated context, say). Enums are as the resolver has them.</summary>
    public static JsonSerializerOptions CreateOptions(IJsonTypeInfoResolver resolver) => new()
    {
        TypeInfoResolver = resolver,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = true,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new InstantConverter(), new UtcDateTimeConverter() },
    };
}
