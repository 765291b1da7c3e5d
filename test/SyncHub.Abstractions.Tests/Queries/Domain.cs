using System.Text.Json;
using System.Text.Json.Nodes;

namespace SyncHub.Abstractions.Tests.Queries;

/// <summary>Random rows and filters over tiny domains, so that ties, nulls and hits are common. Everything comes from the seed.</summary>
internal sealed class Domain(int seed)
{
    public static readonly string[] Levels = ["low", "high", "critical"];

    private static readonly string[] Equality = ["$eq", "$ne", "$in", "$nin"];
    private static readonly string[] Comparison = [.. Equality, "$gt", "$gte", "$lt", "$lte"];
    private static readonly string[] Text = [.. Comparison, "$startsWith", "$endsWith", "$contains", "$like", "$regex"];

    // U+1F600 comes after U+FF5E by code point, but before it by UTF-16 unit.
    private static readonly string[] Names = ["\"\"", "\"a\"", "\"A\"", "\"ab\"", "\"b%\"", "\"a_b\"", "\"\uFF5E\"", "\"\U0001F600\"", "\"a\U0001F600b\"", "\"é\\\"\\n\""];
    private static readonly string[] Patterns = ["\"%\"", "\"a%\"", "\"%b\"", "\"_\"", "\"a_b\"", "\"%a%\"", "\"a\"", "\"\"", "\"%\\\\%\"", "\"_%_\"", "\"%\\\\_%b\""];
    private static readonly string[] Regexes = ["\"^a\"", "\"b$\"", "\"[ab]+\"", "\"^$\"", "\".\"", "\"(?i)AB\""];

    private static readonly Property[] Properties =
    [
        new("name", "text", Nullable: true, Text, Names),
        new("likes", "number", Nullable: false, Comparison, ["-1", "0", "1", "2"]),
        new("score", "number", Nullable: true, Comparison, ["-1", "0", "1"]),
        new("big", "number", Nullable: false, Comparison, ["9007199254740992", "9007199254740993", "\"9007199254740993\"", "0"]),
        new("price", "number", Nullable: true, Comparison, ["1", "1.0", "1.50", "\"1.5\"", "-0.0"]),
        new("ratio", "number", Nullable: false, Comparison, ["0", "-0.0", "0.5", "5e-1", "1e10"]),
        new("done", "bool", Nullable: false, Equality, ["true", "false"]),
        new("flag", "bool", Nullable: true, Equality, ["true", "false"]),
        new("owner", "guid", Nullable: false, Comparison, ["\"00000000-0000-0000-0000-000000000000\"", "\"80000000-0000-0000-0000-000000000001\"", "\"01000000-0000-8000-0000-0000000000FF\""]),
        new("parent", "guid", Nullable: true, Comparison, ["\"00000001-0000-0000-0000-000000000000\"", "\"ffffffff-0000-0000-0000-000000000001\""]),
        new("createdAt", "instant", Nullable: false, Comparison, ["\"2026-01-01T00:00:00Z\"", "\"2026-01-01T02:00:00+02:00\"", "\"2026-01-01T00:00:00.0000001Z\""]),
        new("dueAt", "instant", Nullable: true, Comparison, ["\"2026-01-01T00:00:00Z\"", "\"2025-12-31T23:00:00-01:00\"", "\"2027-01-01T00:00:00Z\""]),
        new("day", "date", Nullable: true, Comparison, ["\"2026-01-31\"", "\"2026-02-01\""]),
        new("hour", "date", Nullable: false, Comparison, ["\"00:00:00\"", "\"18:30:00\""]),
        new("level", "enum", Nullable: false, Equality, ["\"low\"", "\"high\"", "\"critical\""]),
        new("wish", "enum", Nullable: true, Equality, ["\"low\"", "\"critical\""]),
        new("address.city", "text", Nullable: true, Text, Names),
        new("address.zip", "number", Nullable: true, Comparison, ["0", "1"]),
        new("address.point.x", "number", Nullable: true, Comparison, ["0", "1"]),
        new("tags", "text", Nullable: true, ["$contains"], [.. Names, "null"]),
        new("marks", "number", Nullable: true, ["$contains"], ["0", "1"]),
    ];

    private readonly Random _random = new(seed);

    public static string KindOf(string path) => path == "id" ? "number" : Properties.Single(property => property.Path == path).Kind;

    public (Row Row, JsonElement Json) Row(int id)
    {
        var body = new JsonObject { ["id"] = id };
        foreach (var property in Properties.Where(property => !property.Path.Contains('.', StringComparison.Ordinal)))
        {
            body[property.Path] = property.Operators is ["$contains"]
                ? _random.Next(4) == 0 ? null : new JsonArray([.. Enumerable.Range(0, _random.Next(3)).Select(_ => JsonNode.Parse(Pick(property.Values)))])
                : Value(property);
        }

        body["address"] = _random.Next(3) == 0 ? null : new JsonObject
        {
            ["city"] = Value(Properties.Single(property => property.Path == "address.city")),
            ["zip"] = _random.Next(2),
            ["point"] = _random.Next(2) == 0 ? null : new JsonObject { ["x"] = _random.Next(2) },
        };
        var row = body.Deserialize<Row>(Queries.Row.Options)!;
        return (row, JsonSerializer.SerializeToElement(row, Queries.Row.Options));
    }

    public JsonObject Filter(int depth)
    {
        var filter = new JsonObject();
        for (var entries = _random.Next(4) == 0 ? 2 : 1; entries > 0; entries--)
        {
            switch (depth == 0 ? 9 : _random.Next(10))
            {
                case 0 or 1:
                    filter["$and"] = Filters(depth);
                    break;
                case 2 or 3:
                    filter["$or"] = Filters(depth);
                    break;
                case 4:
                    filter["$nor"] = Filters(depth);
                    break;
                case 5:
                    filter["$not"] = Filter(depth - 1);
                    break;
                default:
                    AddTerms(filter);
                    break;
            }
        }

        return filter;
    }

    public JsonObject Order()
    {
        var sortable = Properties.Where(property => property.Operators is not ["$contains"]).ToArray();
        var order = new JsonObject();
        for (var entries = _random.Next(1, 4); entries > 0; entries--)
        {
            order[Pick(sortable).Path] = _random.Next(2) == 0 ? "ASC" : "DESC";
        }

        return order;
    }

    /// <summary>The same condition in other words.</summary>
    public JsonObject Reword(JsonObject filter)
    {
        var parts = filter.SelectMany(entry => entry.Key.StartsWith('$')
            ? [RewordLogic(entry.Key, entry.Value!)]
            : entry.Value!.AsObject().Select(term => RewordTerm(entry.Key, term.Key, term.Value))).ToArray();
        _random.Shuffle(parts);
        JsonObject whole = parts is [var single] && _random.Next(2) == 0 ? single : new() { ["$and"] = Shuffled(parts) };
        return _random.Next(4) == 0 ? new() { ["$not"] = new JsonObject { ["$not"] = whole } } : whole;
    }

    private JsonObject RewordLogic(string name, JsonNode value)
    {
        if (name == "$not")
        {
            var negated = Reword(value.AsObject());
            return _random.Next(2) == 0 ? new() { ["$nor"] = new JsonArray(negated) } : new() { ["$not"] = negated };
        }

        var parts = value.AsArray().Select(part => Reword(part!.AsObject())).ToArray();
        if (_random.Next(2) == 0)
        {
            return new() { [name] = Shuffled(parts) };
        }

        var opposites = parts.Select(part => new JsonObject { ["$not"] = part }).ToArray();
        return name switch
        {
            "$and" => new() { ["$nor"] = Shuffled(opposites) },
            "$nor" => new() { ["$and"] = Shuffled(opposites) },
            _ => new() { ["$not"] = new JsonObject { ["$and"] = Shuffled(opposites) } },
        };
    }

    private JsonObject RewordTerm(string path, string op, JsonNode? literal)
    {
        JsonObject Term(string name, JsonNode? value) => new() { [path] = new JsonObject { [name] = value?.DeepClone() } };
        JsonObject Not(JsonObject filter) => new() { ["$not"] = filter };
        return (op, _random.Next(3)) switch
        {
            ("$eq", 0) => Term("$in", new JsonArray(literal?.DeepClone(), literal?.DeepClone())),
            ("$eq", 1) => Not(Term("$ne", literal)),
            ("$ne", 0) => Term("$nin", new JsonArray(literal?.DeepClone())),
            ("$ne", 1) => Not(Term("$eq", literal)),
            ("$in", 0) => new() { ["$or"] = Shuffled([.. literal!.AsArray().Select(item => Term("$eq", item))]) },
            ("$in", 1) => Not(Term("$nin", literal)),
            ("$nin", 0) => new() { ["$and"] = Shuffled([.. literal!.AsArray().Select(item => Term("$ne", item))]) },
            _ => Term(op, literal),
        };
    }

    private JsonArray Shuffled(JsonObject[] parts)
    {
        JsonNode[] nodes = [.. parts];
        if (nodes.Length > 0 && _random.Next(4) == 0)
        {
            nodes = [.. nodes, nodes[0].DeepClone()];
        }

        _random.Shuffle(nodes);
        return new JsonArray(nodes);
    }

    private JsonArray Filters(int depth) => new([.. Enumerable.Range(0, _random.Next(4)).Select(_ => Filter(depth - 1))]);

    private void AddTerms(JsonObject filter)
    {
        var property = Pick(Properties);
        var terms = new JsonObject();
        for (var count = _random.Next(4) == 0 ? 2 : 1; count > 0; count--)
        {
            var op = Pick(property.Operators);
            terms[op] = op switch
            {
                "$in" or "$nin" => new JsonArray([.. Enumerable.Range(0, _random.Next(4)).Select(_ => Literal(property))]),
                "$eq" or "$ne" => Literal(property),
                "$like" => JsonNode.Parse(Pick(Patterns)),
                "$regex" => JsonNode.Parse(Pick(Regexes)),
                _ => JsonNode.Parse(Pick(property.Values)),
            };
        }

        filter[property.Path] = terms;
    }

    private JsonNode? Value(Property property) => property.Nullable ? Literal(property) : JsonNode.Parse(Pick(property.Values));

    // Filters may ask for null where it cannot be.
    private JsonNode? Literal(Property property) => _random.Next(4) == 0 ? null : JsonNode.Parse(Pick(property.Values));

    private TItem Pick<TItem>(TItem[] items) => items[_random.Next(items.Length)];

    private sealed record Property(string Path, string Kind, bool Nullable, string[] Operators, string[] Values);
}
