using System.Text.Json;
using System.Text.Json.Nodes;
using SyncHub.Json;
using SyncHub.Queries;

namespace SyncHub.EntityFrameworkCore.Tests.Sources;

/// <summary>Random samples and queries over tiny domains, so that ties, nulls and hits are common. Everything comes from the seed.</summary>
/// <param name="seed">Where it comes from.</param>
/// <param name="refused">What the database does not evaluate: a path for its order, a path and an operator for a term.</param>
internal sealed class SampleDomain(int seed, IReadOnlySet<string> refused)
{
    public static readonly JsonSerializerOptions Json = EntityJson.CreateOptions();

    // U+1F600 comes after U+FF5E by code point, but before it by UTF-16 unit.
    private static readonly string[] Texts =
        ["", "a", "A", "ab", "aB", "b%", "a_b", "a*b", "a?[b]", "\\", "ä", "Ä", "z", "\uFF5E", "\U0001F600", "a\U0001F600b", "é\"\n", "a ", "\uD7FF", "\uE000"];

    private static readonly string[] Patterns = ["%", "a%", "%b", "_", "a_b", "%a%", "a", "", "%\\\\%", "_%_", "%\\_%b", "%[%", "a*_", "_?%", "A_%", "%\\%"];

    private static readonly Property[] Properties =
    [
        new("id", false, Numbers("0", "7", "30", "59")),
        new("name", true, Strings(Texts)),
        new("code", false, Strings(Texts)),
        new("folded", true, Strings(Texts)),
        new("tiny", false, Numbers("-128", "0", "127")),
        new("octet", false, Numbers("0", "128", "255")),
        new("small", true, Numbers("-1", "0", "300")),
        new("port", false, Numbers("0", "40000", "65535")),
        new("likes", false, Numbers("-1", "0", "1", "2")),
        new("score", true, Numbers("-1", "0", "1")),
        new("count", false, Numbers("0", "3000000000", "1")),
        new("big", false, Strings("9007199254740992", "9007199254740993", "0", "-5")),
        new("huge", false, Strings("18446744073709551615", "9223372036854775808", "1", "0")),
        new("price", true, Numbers("1", "1.0", "1.50", "1.5", "-0.0", "-2.25", "10", "9")),
        new("ratio", false, Numbers("0", "-0.0", "0.5", "0.1", "1e10", "-3.25")),
        new("weight", true, Numbers("0", "0.1", "-1.5", "16777216")),
        new("done", false, Numbers("true", "false")),
        new("flag", true, Numbers("true", "false")),
        new("answer", true, Numbers("true", "false")),
        new("owner", false, Strings("00000000-0000-0000-0000-000000000000", "80000000-0000-0000-0000-000000000001", "01000000-0000-8000-0000-0000000000ff", "0a000000-0000-8000-0000-0000000000ff")),
        new("parent", true, Strings("00000001-0000-0000-0000-000000000000", "ffffffff-0000-0000-0000-000000000001", "a0000000-0000-0000-0000-000000000000")),
        new("createdAt", false, Instants),
        new("seenAt", true, Instants),
        new("dueAt", true, Instants),
        new("localAt", false, Instants),
        new("day", true, Strings("2026-01-31", "2026-02-01", "0001-01-01", "9999-12-31")),
        new("hour", false, Strings("00:00:00", "18:30:00", "18:30:00.5000000", "18:30:00.0000001")),
        new("level", false, Strings("low", "high", "critical")),
        new("wish", true, Strings("low", "high", "critical")),
        new("marks", false, Strings("none", "red", "blue")),
        new("signs", false, Strings("none", "red", "blue")),
        new("coded", true, Strings("", "ab", "ba", "A")),
        new("address.city", true, Strings(Texts)),
        new("address.zip", true, Numbers("0", "1")),
        new("address", true, []),
        new("place.street", true, Strings(Texts)),
        new("place.number", false, Numbers("0", "1")),
        new("sheet.title", true, Strings(Texts)),
        new("sheet.page", true, Numbers("0", "1", "-1")),
        new("sheet.isOpen", true, Numbers("true", "false")),
        new("tags", true, [.. Strings(Texts), "null"]),
        new("numbers", true, Numbers("0", "1", "2")),
        new("friends", true, Strings("00000000-0000-0000-0000-000000000000", "0a000000-0000-8000-0000-0000000000ff")),
    ];

    private readonly Random _random = new(seed);

    private static string[] Instants => Strings(
        "2026-01-01T00:00:00Z", "2026-01-01T02:00:00+02:00", "2026-01-01T00:00:00.0000001Z", "2026-01-01T00:00:00.0000012Z", "2025-12-31T23:00:00-01:00", "2027-01-01T00:00:00.5Z");

    /// <summary>What was asked so far, each as a path and an operator; an order as a path.</summary>
    public HashSet<string> Asked { get; } = new(StringComparer.Ordinal);

    public static IEnumerable<string> Paths => Properties.Select(property => property.Path);

    public Sample Sample(int id)
    {
        var body = new JsonObject { ["id"] = id };
        foreach (var property in Properties.Where(property => property.Path is not ("id" or "address") && !property.Path.Contains('.', StringComparison.Ordinal)))
        {
            body[property.Path] = property.Path is "tags" or "numbers" or "friends" ? List(property) : Value(property);
        }

        body["address"] = _random.Next(3) == 0 ? null : Object("address");
        body["place"] = Object("place");
        body["sheet"] = _random.Next(3) == 0 ? null : Object("sheet");
        return body.Deserialize<Sample>(Json)!;
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
                case 5 or 6:
                    filter["$not"] = Filter(depth - 1);
                    break;
                default:
                    AddTerm(filter);
                    break;
            }
        }

        return filter;
    }

    public JsonObject Order(Func<string, bool> isSortable)
    {
        var sortable = Properties.Where(property => isSortable(property.Path) && !refused.Contains(property.Path)).ToArray();
        var order = new JsonObject();
        for (var entries = _random.Next(1, 4); entries > 0; entries--)
        {
            var path = Pick(sortable).Path;
            Asked.Add(path);
            order[path] = _random.Next(2) == 0 ? "ASC" : "DESC";
        }

        return order;
    }

    /// <summary>A term that compares a property in one way.</summary>
    public JsonNode? Operand(string path, string op)
    {
        var property = Properties.Single(candidate => candidate.Path == path);
        return op switch
        {
            "$in" or "$nin" => new JsonArray([.. Enumerable.Range(0, _random.Next(2, 5)).Select(_ => Literal(property))]),
            "$eq" or "$ne" => Literal(property),
            "$like" => JsonValue.Create(Pick(Patterns)),
            "$regex" => JsonValue.Create("^a"),
            _ => JsonNode.Parse(Pick(property.Values)),
        };
    }

    public static IReadOnlyList<string> OperatorsOf(QueryProperty property) => [.. property.Operators.Select(NameOf)];

    public static string NameOf(FilterOperator op) => op switch
    {
        FilterOperator.Equal => "$eq",
        FilterOperator.NotEqual => "$ne",
        FilterOperator.Greater => "$gt",
        FilterOperator.GreaterOrEqual => "$gte",
        FilterOperator.Less => "$lt",
        FilterOperator.LessOrEqual => "$lte",
        FilterOperator.In => "$in",
        FilterOperator.NotIn => "$nin",
        _ => "$" + JsonNamingPolicy.CamelCase.ConvertName(op.ToString()),
    };

    private static string[] Strings(params string[] values) => [.. values.Select(value => JsonSerializer.Serialize(value))];

    private static string[] Numbers(params string[] values) => values;

    private JsonArray Filters(int depth) => new([.. Enumerable.Range(0, _random.Next(4)).Select(_ => Filter(depth - 1))]);

    private void AddTerm(JsonObject filter)
    {
        while (true)
        {
            var property = Pick(Properties);
            var op = Pick([.. OperatorsOf(SampleSchema.Find(property.Path))]);
            var name = $"{property.Path} {op}";
            if (!refused.Contains(name))
            {
                Asked.Add(name);
                filter[property.Path] = new JsonObject { [op] = Operand(property.Path, op) };
                return;
            }
        }
    }

    private JsonObject Object(string parent) => new(Properties.Where(property => property.Path.StartsWith(parent + ".", StringComparison.Ordinal))
        .Select(property => KeyValuePair.Create(property.Path[(parent.Length + 1)..], property.Path is "address.zip" or "sheet.isOpen" ? JsonNode.Parse(Pick(property.Values)) : Value(property))));

    private JsonArray? List(Property property) => property.Path != "numbers" && _random.Next(4) == 0
        ? null
        : new JsonArray([.. Enumerable.Range(0, _random.Next(3)).Select(_ => JsonNode.Parse(Pick(property.Values)))]);

    private JsonNode? Value(Property property) => property.Nullable ? Literal(property) : JsonNode.Parse(Pick(property.Values));

    private JsonNode? Literal(Property property) =>
        property.Values.Length == 0 || property.Path is "tags" or "numbers" or "friends" || _random.Next(4) == 0 ? null : JsonNode.Parse(Pick(property.Values));

    private TItem Pick<TItem>(TItem[] items) => items[_random.Next(items.Length)];

    private sealed record Property(string Path, bool Nullable, string[] Values);
}
