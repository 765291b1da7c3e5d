using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;
using SyncHub.Protocol;
using SyncHub.Queries;
using SyncHub.Server.DependencyInjection;

namespace SyncHub.Server.Schema;

/// <summary>What a server's models look like, as one JSON document: made once, the same for everybody.</summary>
internal sealed class SchemaDocument
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    private static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private SchemaDocument(JsonObject content)
    {
        Content = JsonSerializer.SerializeToUtf8Bytes(content, Format);
        EntityTag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(Content).AsSpan(0, 16))}\"");
    }

    /// <summary>The document in UTF-8.</summary>
    public byte[] Content { get; }

    /// <summary>Another one as soon as the document is.</summary>
    public EntityTagHeaderValue EntityTag { get; }

    /// <summary>Describes everything that is registered.</summary>
    /// <param name="registry">The models and resolvers.</param>
    /// <param name="serializer">How bodies are written.</param>
    /// <param name="takesMessages">Whether clients may call <c>Send</c>.</param>
    public static SchemaDocument Create(ModelRegistry registry, JsonSerializerOptions serializer, bool takesMessages)
    {
        var types = new TypeSchemas(serializer);
        var models = registry.Models.Select(model => model.Shape).OrderBy(model => model.Name, StringComparer.Ordinal).ToList();
        types.Reserve(models);
        return new SchemaDocument(new JsonObject
        {
            ["$schema"] = Dialect,
            ["protocol"] = ProtocolVersion.Current,
            ["models"] = ByName(models.Select(model => (model.Name, Describe(model, types)))),
            ["resolvers"] = ByName(registry.Resolvers.Keys.Order(StringComparer.Ordinal).Select(name => (name, DescribeResolver()))),
            ["messages"] = takesMessages,
            ["$defs"] = types.ToDefinitions(),
        });
    }

    private static JsonObject Describe(ModelShape model, TypeSchemas types) => new()
    {
        ["key"] = DescribeKey(model),
        ["schema"] = types.Add(model),
        ["filterable"] = NamesOf(model, _ => true),
        ["orderable"] = NamesOf(model, property => property.IsSortable),
    };

    private static JsonObject DescribeKey(ModelShape model)
    {
        var schema = new JsonObject { ["type"] = model.Key.Type };
        if (model.Key.Format is { } format)
        {
            schema["format"] = format;
        }

        schema["description"] = model.Key.Description;
        return new JsonObject { ["name"] = model.KeyName, ["schema"] = schema };
    }

    // Resolvers take any key, and answer rows of any model.
    private static JsonObject DescribeResolver() => new()
    {
        ["key"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = new JsonArray("string", "integer") } },
    };

    private static JsonArray NamesOf(ModelShape model, Func<QueryProperty, bool> fits) => new([.. model.Contract.Properties
        .Where(property => model.IsPublished(property.Name) && model.Queryable.Find(property.Name) is { } found && fits(found))
        .Select(property => (JsonNode)property.Name)]);

    private static JsonObject ByName(IEnumerable<(string Name, JsonObject Content)> entries) =>
        new(entries.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Name, entry.Content)));
}
