using System.Text.Json;
using System.Text.Json.Nodes;

namespace SyncHub.Server.Tests.Matching;

/// <summary>Random rows, updates and filters over tiny domains, so that ties, nulls and hits are common. Everything comes from the seed.</summary>
internal sealed class MatchDomain(Random random)
{
    private static readonly string[] Equality = ["$eq", "$eq", "$eq", "$in", "$ne", "$nin"];
    private static readonly string[] Comparison = [.. Equality, "$gt", "$gte", "$lt", "$lte"];
    private static readonly string[] Text = [.. Comparison, "$startsWith", "$startsWith", "$endsWith", "$contains", "$like"];

    // U+1F600 comes after U+FF5E by code point, but before it by UTF-16 unit; U+D7FF and U+FFFF are followed by another range of units.
    private static readonly string[] Names =
        ["\"\"", "\"a\"", "\"A\"", "\"ab\"", "\"abc\"", "\"b\"", "\"\uD7FF\"", "\"\uD7FFa\"", "\"\uE000\"", "\"\uFFFF\"", "\"\uFFFFa\"", "\"\U0001F600\"", "\"\U0010FFFF\"", "\"\U0010FFFFa\""];

    private static readonly Property[] Properties =
    [
        new("id", Nullable: false, Comparison, ["0", "1", "2", "3"]),
        new("name", Nullable: true, Text, Names),
        new("likes", Nullable: false, Comparison, ["-1", "0", "1", "2", "3"]),
        new("score", Nullable: true, Comparison, ["-1", "0", "1", "2"]),
        new("price", Nullable: true, Comparison, ["1", "1.0", "1.50", "\"1.5\"", "-0.0"]),
        new("ratio", Nullable: false, Comparison, ["0", "-0.0", "0.5", "1e10"]),
        new("done", Nullable: false, Equality, ["true", "false"]),
        new("owner", Nullable: true, Comparison, ["\"00000000-0000-0000-0000-000000000000\"", "\"80000000-0000-0000-0000-000000000001\""]),
        new("createdAt", Nullable: false, Comparison, ["\"2026-01-01T00:00:00Z\"", "\"2026-01-01T02:00:00+02:00\"", "\"2026-01-01T00:00:00.0000001Z\""]),
        new("dueAt", Nullable: true, Comparison, ["\"2026-01-01T00:00:00Z\"", "\"2025-12-31T23:00:00-01:00\"", "\"2027-01-01T00:00:00Z\""]),
        new("day", Nullable: true, Comparison, ["\"2026-01-31\"", "\"2026-02-01\"", "\"2026-02-02\""]),
        new("level", Nullable: false, Equality, ["\"low\"", "\"high\"", "\"critical\""]),
        new("wish", Nullable: true, Equality, ["\"low\"", "\"critical\""]),
        new("place", Nullable: true, ["$eq", "$ne"], ["null"]),
        new("place.city", Nullable: true, Text, Names),
        new("place.point.x", Nullable: true, Comparison, ["0", "1"]),
        new("tags", Nullable: true, ["$contains"], [.. Names, "null"]),
        new("marks", Nullable: true, ["$contains"], ["0", "1", "null"]),
        new("risky", Nullable: false, Comparison, ["0", "1", "2"]),
        new("riskyTags", Nullable: true, ["$contains"], ["\"a\"", "\"b\""]),
    ];

    private static readonly string[] Stored =
        ["id", "name", "likes", "score", "price", "ratio", "done", "owner", "createdAt", "dueAt", "day", "level", "wish", "place", "tags", "marks", "fuse"];

    public JsonObject Row()
    {
        var row = new JsonObject();
        foreach (var name in Stored)
        {
            row[name] = Value(name);
        }

        return row;
    }

    /// <summary>The row with some other values, and the names of what may differ.</summary>
    public (JsonObject Row, string[] Changed) Update(JsonObject row)
    {
        var updated = (JsonObject)row.DeepClone();
        var changed = new HashSet<string>();
        for (var count = random.Next(0, 4); count > 0; count--)
        {
            var name = Pick(Stored);
            updated[name] = Value(name);
            changed.UnionWith(name == "fuse" ? [name, "risky", "riskyTags"] : [name]);
        }

        return (updated, [.. changed]);
    }

    public static MatchRow Read(JsonObject row) => row.Deserialize<MatchRow>(MatchRow.Options)!;

    public JsonObject Filter(int depth)
    {
        var filter = new JsonObject();
        for (var entries = random.Next(1, 4); entries > 0; entries--)
        {
            switch (depth == 0 ? 9 : random.Next(12))
            {
                case 0:
                    filter["$and"] = Filters(depth);
                    break;
                case 1 or 2:
                    filter["$or"] = Filters(depth);
                    break;
                case 3:
                    filter["$not"] = Filter(depth - 1);
                    break;
                default:
                    AddTerms(filter);
                    break;
            }
        }

        return filter;
    }

    private JsonArray Filters(int depth) => new([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Filter(depth - 1))]);

    private void AddTerms(JsonObject filter)
    {
        var property = Pick(Properties);
        var terms = new JsonObject();
        for (var count = random.Next(2) == 0 ? 2 : 1; count > 0; count--)
        {
            var op = Pick(property.Operators);
            terms[op] = op switch
            {
                "$in" or "$nin" => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Literal(property))]),
                "$eq" or "$ne" => Literal(property),
                _ => JsonNode.Parse(Pick(property.Values)),
            };
        }

        filter[property.Path] = terms;
    }

    private JsonNode? Value(string name) => name switch
    {
        "fuse" => random.Next(-1, 3),
        "place" => random.Next(3) == 0 ? null : new JsonObject
        {
            ["city"] = Literal(Find("place.city")),
            ["point"] = random.Next(2) == 0 ? null : new JsonObject { ["x"] = random.Next(2) },
        },
        "tags" or "marks" => random.Next(4) == 0 ? null : new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Literal(Find(name)))]),
        _ => Find(name) is { Nullable: true } property ? Literal(property) : JsonNode.Parse(Pick(Find(name).Values)),
    };

    // Filters may ask for null where it cannot be.
    private JsonNode? Literal(Property property) => random.Next(4) == 0 ? null : JsonNode.Parse(Pick(property.Values));

    private static Property Find(string path) => Properties.Single(property => property.Path == path);

    private TItem Pick<TItem>(TItem[] items) => items[random.Next(items.Length)];

    private sealed record Property(string Path, bool Nullable, string[] Operators, string[] Values);
}
