using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Json;
using SyncHub.Server.Model;

namespace SyncHub.Server.Data;

/// <summary>Sets top-level properties of an entity to values that came as JSON.</summary>
internal sealed class JsonPatch<T, TKey>(SyncModel<T, TKey> model, RowCodec<T, TKey> rows)
    where T : class
    where TKey : notnull
{
    /// <summary>A new entity: the row's, with the changes made.</summary>
    /// <exception cref="EntityPatchException">A property is unknown, read-only, or given a value that it cannot hold; or there is no object.</exception>
    public T Apply(StoredRow<T> row, JsonElement changes)
    {
        if (changes.ValueKind != JsonValueKind.Object)
        {
            throw new EntityPatchException(
                model.Name, null, $"A patch of model '{model.Name}' is a JSON object of the properties to set, not {Describe(changes)}.");
        }

        // The properties of the entity's own type, which may be one derived from T.
        var contract = model.Contract.Options.GetTypeInfo(rows.ToEntity(row).GetType());
        var values = new List<(string Name, JsonElement Value)>();
        foreach (var change in changes.EnumerateObject())
        {
            values.Add((Check(contract, change), change.Value));
        }

        try
        {
            return Merge(row.Full, values);
        }
        catch (JsonException exception)
        {
            throw FindCulprit(row.Full, values, exception);
        }
    }

    private string Check(JsonTypeInfo contract, JsonProperty change)
    {
        var options = contract.Options;
        var property = contract.Properties.FirstOrDefault(candidate => candidate.Name == change.Name && JsonTypeGraph.Travels(candidate));
        if (property is null && options.PropertyNameCaseInsensitive)
        {
            property = contract.Properties.FirstOrDefault(candidate =>
                JsonTypeGraph.Travels(candidate) && string.Equals(candidate.Name, change.Name, StringComparison.OrdinalIgnoreCase));
        }

        if (property is null or { IsExtensionData: true })
        {
            return contract.Properties.Any(candidate => candidate.IsExtensionData)
                ? change.Name
                : throw Refuse(change.Name, "is unknown. Leave it out, or check its spelling.");
        }

        if (property.Set is null && property.AssociatedParameter is null)
        {
            throw Refuse(property.Name, "is read-only. Leave it out.");
        }

        if (change.Value.ValueKind == JsonValueKind.Null && !(property.AssociatedParameter?.IsNullable ?? property.IsSetNullable))
        {
            throw Refuse(property.Name, $"cannot be null. Give it a value that a {property.PropertyType.Name} can hold.");
        }

        return property.Name;
    }

    private T Merge(RawJson full, IEnumerable<(string Name, JsonElement Value)> values)
    {
        var body = JsonNode.Parse(full.Utf8.Span)!.AsObject();
        foreach (var (name, value) in values)
        {
            body[name] = JsonSerializer.SerializeToNode(value);
        }

        return rows.ToEntity(JsonSerializer.SerializeToUtf8Bytes(body));
    }

    /// <summary>The first of several changes that fails by itself, which tells whose value was wrong.</summary>
    private EntityPatchException FindCulprit(RawJson full, List<(string Name, JsonElement Value)> values, JsonException failure)
    {
        foreach (var value in values)
        {
            try
            {
                Merge(full, [value]);
            }
            catch (JsonException exception)
            {
                return Refuse(value.Name, $"cannot be {Describe(value.Value)}. {exception.Message}", exception);
            }
        }

        return new EntityPatchException(model.Name, null, $"The patch does not fit model '{model.Name}'. {failure.Message}", failure);
    }

    private EntityPatchException Refuse(string property, string problem, Exception? cause = null) =>
        new(model.Name, property, $"Property '{property}' of model '{model.Name}' {problem}", cause);

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Undefined => "undefined",
        _ when value.GetRawText() is { Length: <= 100 } text => text,
        JsonValueKind.String => "a long string",
        _ => "a long number",
    };
}
