using System.Collections.Immutable;
using System.Text.Json;

namespace SyncHub.Queries;

/// <summary>Reads an order from its wire form: an object, or an array of objects with one entry each.</summary>
internal static class OrderReader
{
    public static ImmutableArray<OrderTerm> Read(JsonElement json, QuerySchema schema, QueryLimits limits)
    {
        var terms = ImmutableArray.CreateBuilder<OrderTerm>();
        foreach (var entry in Entries(json))
        {
            if (terms.Count == limits.Terms)
            {
                throw QueryErrors.LimitExceeded($"The order has more than {limits.Terms} entries. Use fewer.");
            }

            terms.Add(ReadTerm(entry, schema));
        }

        return terms.DrainToImmutable();
    }

    private static IEnumerable<JsonProperty> Entries(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => [],
        JsonValueKind.Object => json.EnumerateObject(),
        JsonValueKind.Array => json.EnumerateArray().Select(SingleEntry),
        _ => throw Malformed(json),
    };

    private static JsonProperty SingleEntry(JsonElement json) => json.ValueKind == JsonValueKind.Object && json.GetPropertyCount() == 1
        ? json.EnumerateObject().Single()
        : throw Malformed(json);

    private static OrderTerm ReadTerm(JsonProperty entry, QuerySchema schema)
    {
        string path;
        try
        {
            path = entry.Name;
        }
        catch (InvalidOperationException)
        {
            throw QueryErrors.InvalidFilter("order has an entry whose name is not valid Unicode text. Use the names of properties.");
        }

        var property = schema.Get(path);
        if (!property.IsSortable)
        {
            throw QueryErrors.InvalidFilter($"The order cannot use '{property.Path}', which is a collection or an object. Use a property with a single value.");
        }

        var isText = entry.Value.ValueKind == JsonValueKind.String;
        return isText && entry.Value.ValueEquals("ASC") ? new OrderTerm(property)
            : isText && entry.Value.ValueEquals("DESC") ? new OrderTerm(property, Descending: true)
            : throw QueryErrors.InvalidFilter($"The order of '{property.Path}' is {QueryErrors.Show(entry.Value)}. Use \"ASC\" or \"DESC\".");
    }

    private static SyncException Malformed(JsonElement json) => QueryErrors.InvalidFilter(
        $"The order holds {QueryErrors.Show(json)}. Write {{ \"property\": \"ASC\" }}, or an array of such objects with one entry each.");
}
