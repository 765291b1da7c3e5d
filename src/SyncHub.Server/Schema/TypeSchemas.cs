using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace SyncHub.Server.Schema;

/// <summary>
/// JSON Schemas of the types in bodies, as they are written: each object and enum once, by name. The framework's exporter describes what it would read,
/// inline, and points into what it has written before; so it is asked for the scalars only.
/// </summary>
internal sealed class TypeSchemas(JsonSerializerOptions options)
{
    private readonly ScalarSchemas _scalars = new(options);
    private readonly Dictionary<Type, string> _names = [];
    private readonly Dictionary<string, JsonObject?> _definitions = new(StringComparer.Ordinal);
    private readonly Queue<Action> _open = new();

    /// <summary>Takes the names of all models, so that no other type gets one of them.</summary>
    public void Reserve(IEnumerable<ModelShape> models)
    {
        foreach (var model in models)
        {
            _definitions.Add(model.Name, null);
            if (model.Views.Count == 0)
            {
                _names.Add(model.Contract.Type, model.Name);
            }
        }
    }

    /// <summary>Describes a model's bodies; a reference to them.</summary>
    public JsonObject Add(ModelShape model)
    {
        _definitions[model.Name] = DescribeObject(model.Contract, model);
        while (_open.TryDequeue(out var describe))
        {
            describe();
        }

        return Reference(model.Name);
    }

    /// <summary>Everything that was described, by name.</summary>
    public JsonObject ToDefinitions() => new(_definitions.OrderBy(entry => entry.Key, StringComparer.Ordinal)
        .Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value)));

    private static JsonObject Reference(string name) =>
        new() { ["$ref"] = $"#/$defs/{Uri.EscapeDataString(name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal))}" };

    private static string NameOf(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}Of{string.Join("And", type.GenericTypeArguments.Select(NameOf))}"
        : type.IsArray ? $"{NameOf(type.GetElementType()!)}Array" : type.Name;

    private static JsonNode OrNull(JsonNode schema)
    {
        switch (schema)
        {
            case JsonObject described when described["type"] is JsonValue type:
                described["type"] = new JsonArray((string)type!, "null");
                return described;
            case JsonObject described when described["enum"] is JsonArray values:
                values.Add(null);
                return described;
            case JsonObject { Count: > 0 } described:
                return new JsonObject { ["anyOf"] = new JsonArray(described, new JsonObject { ["type"] = "null" }) };
            default:
                // Any JSON: null is.
                return schema;
        }
    }

    private JsonNode Describe(Type type, Nullability nullability, JsonNumberHandling handling, JsonConverter? converter)
    {
        var schema = DescribeValue(Nullable.GetUnderlyingType(type) ?? type, nullability, handling, converter);
        return nullability.CanBeNull ? OrNull(schema) : schema;
    }

    private JsonNode DescribeValue(Type type, Nullability nullability, JsonNumberHandling handling, JsonConverter? converter)
    {
        if (type.IsEnum && converter is null)
        {
            return DescribeEnum(type, handling);
        }

        if (converter is not null || options.GetTypeInfo(type) is not { Kind: not JsonTypeInfoKind.None } contract)
        {
            return _scalars.Of(type, handling, converter);
        }

        if (contract.Kind == JsonTypeInfoKind.Object)
        {
            return Reference(Define(type));
        }

        var element = contract.ElementType is { } elements ? Describe(elements, nullability.OfElement(elements), handling, null) : JsonValue.Create(true);
        return contract.Kind == JsonTypeInfoKind.Dictionary
            ? new JsonObject { ["type"] = "object", ["additionalProperties"] = element }
            : new JsonObject { ["type"] = "array", ["items"] = element };
    }

    // By name, where all values are known.
    private JsonNode DescribeEnum(Type type, JsonNumberHandling handling)
    {
        if (_names.TryGetValue(type, out var known))
        {
            return Reference(known);
        }

        var schema = _scalars.Of(type, handling, converter: null);
        if (schema is not JsonObject values || !values.ContainsKey("enum"))
        {
            return schema;
        }

        var name = TakeName(type);
        _names.Add(type, name);
        _definitions[name] = values;
        return Reference(name);
    }

    /// <summary>The name of an object's definition, which is there or comes.</summary>
    private string Define(Type type)
    {
        if (_names.TryGetValue(type, out var known))
        {
            return known;
        }

        var name = TakeName(type);
        _names.Add(type, name);

        // Later, since it may hold itself.
        _open.Enqueue(() => _definitions[name] = DescribeObject(options.GetTypeInfo(type), model: null));
        return name;
    }

    private string TakeName(Type type)
    {
        var name = NameOf(type);
        for (var number = 2; !_definitions.TryAdd(name, null); number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{NameOf(type)}{number}");
        }

        return name;
    }

    private JsonObject DescribeObject(JsonTypeInfo contract, ModelShape? model) =>
        contract.PolymorphismOptions is { DerivedTypes.Count: > 0 } kinds
            ? DescribeKinds(contract, kinds, model)
            : DescribeProperties(contract, discriminator: null, model);

    // The framework's rule: of a type that names its kinds, only those are written, and itself where it is not abstract.
    private JsonObject DescribeKinds(JsonTypeInfo contract, JsonPolymorphismOptions kinds, ModelShape? model)
    {
        var described = new JsonArray();
        foreach (var kind in kinds.DerivedTypes)
        {
            var name = TakeName(kind.DerivedType);
            (string, object)? discriminator = kind.TypeDiscriminator is { } value ? (kinds.TypeDiscriminatorPropertyName, value) : null;
            _definitions[name] = DescribeProperties(options.GetTypeInfo(kind.DerivedType), discriminator, model);
            described.Add(Reference(name));
        }

        if (!contract.Type.IsAbstract && kinds.DerivedTypes.All(kind => kind.DerivedType != contract.Type))
        {
            described.Add(DescribeProperties(contract, discriminator: null, model));
        }

        return new JsonObject { ["anyOf"] = described };
    }

    private JsonObject DescribeProperties(JsonTypeInfo contract, (string Name, object Value)? discriminator, ModelShape? model)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        if (discriminator is var (kind, value))
        {
            properties.Add(kind, new JsonObject { ["const"] = JsonSerializer.SerializeToNode(value, value.GetType(), options) });
            required.Add(kind);
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        foreach (var property in contract.Properties.Where(property => property.Get is not null && model?.IsPublished(property.Name) != false))
        {
            if (property.IsExtensionData)
            {
                schema["additionalProperties"] = true;
                continue;
            }

            var handling = property.NumberHandling ?? contract.NumberHandling ?? options.NumberHandling;
            properties.Add(property.Name, Describe(property.PropertyType, Nullability.Of(property), handling, property.CustomConverter));
            if (WrittenProperties.IsAlways(property, options) && model?.IsForAll(property.Name) != false)
            {
                required.Add(property.Name);
            }
        }

        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        return schema;
    }
}
