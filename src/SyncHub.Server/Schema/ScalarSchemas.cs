using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using SyncHub.Json;

namespace SyncHub.Server.Schema;

/// <summary>JSON Schemas of values that are no objects, arrays or dictionaries, as they are written. Null is not part of them.</summary>
/// <param name="options">How bodies are written.</param>
internal sealed class ScalarSchemas(JsonSerializerOptions options)
{
    private static readonly JsonSchemaExporterOptions Exporter = new() { TreatNullObliviousAsNonNullable = true };

    // Options remember contracts: a copy for each use would have them made anew.
    private readonly Dictionary<(JsonNumberHandling Handling, JsonConverter? Converter), JsonSerializerOptions> _variants = [];

    /// <summary>The schema of a type; <c>true</c>, any JSON, where a converter of the application's own writes it.</summary>
    /// <param name="type">The type; no <see cref="Nullable{T}"/>.</param>
    /// <param name="handling">How numbers are written.</param>
    /// <param name="converter">The property's own converter; null for none.</param>
    public JsonNode Of(Type type, JsonNumberHandling handling, JsonConverter? converter)
    {
        var variant = Variant(handling, converter);
        if (type.IsEnum)
        {
            return OfEnum(type, variant);
        }

        var contract = variant.GetTypeInfo(type);
        if (contract.Converter is InstantConverter or UtcDateTimeConverter)
        {
            return new JsonObject { ["type"] = "string", ["format"] = "date-time" };
        }

        var schema = JsonSchemaExporter.GetJsonSchemaAsNode(contract, Exporter);
        WrittenNumbers.Narrow(schema, handling);
        return schema;
    }

    private JsonSerializerOptions Variant(JsonNumberHandling handling, JsonConverter? converter)
    {
        if (handling == options.NumberHandling && converter is null)
        {
            return options;
        }

        if (!_variants.TryGetValue((handling, converter), out var variant))
        {
            variant = new JsonSerializerOptions(options) { NumberHandling = handling };
            if (converter is not null)
            {
                variant.Converters.Insert(0, converter);
            }

            _variants.Add((handling, converter), variant);
        }

        return variant;
    }

    // Asked of the serialiser, value by value: converters other than the framework's tell the exporter nothing.
    private static JsonNode OfEnum(Type type, JsonSerializerOptions options)
    {
        try
        {
            var contract = options.GetTypeInfo(type);
            var written = Enum.GetValues(type).Cast<object>().Distinct().Select(value => JsonSerializer.SerializeToNode(value, contract)).ToList();
            var isText = written.TrueForAll(value => value?.GetValueKind() == JsonValueKind.String);

            // Flags are written as any of their combinations.
            return isText && type.IsDefined(typeof(FlagsAttribute), inherit: false)
                ? new JsonObject { ["type"] = "string" }
                : new JsonObject { ["enum"] = new JsonArray([.. written.DistinctBy(value => value?.ToJsonString())]) };
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            // A converter that does not write every value: what it writes is not known.
            return JsonValue.Create(true);
        }
    }
}
