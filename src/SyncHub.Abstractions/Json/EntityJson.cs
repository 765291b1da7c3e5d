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

        // The framework's own does not box.
        options.Converters.Insert(0, new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        return options;
    }

    /// <summary>
    /// The same options with contracts from the resolver given: a source-generated context, say, <c>EntityJson.CreateOptions(AppJsonContext.Default)</c>.
    /// Needs no reflection over the application's types, and no code made at run time.
    /// </summary>
    /// <param name="resolver">
    /// Knows every type that bodies are read into, and those of their properties. The names, enums and instants of its own options do not count: they
    /// are as the wire has them.
    /// </param>
    public static JsonSerializerOptions CreateOptions(IJsonTypeInfoResolver resolver) => new()
    {
        TypeInfoResolver = resolver,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = true,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new InstantConverter(), new UtcDateTimeConverter(), new EnumTextConverter() },
    };
}
