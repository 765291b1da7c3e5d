using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using SyncHub.Queries;
using SyncHub.Queries.Evaluation;
using SyncHub.Testing;

namespace SyncHub.Abstractions.Tests.Queries;

/// <summary>
/// A file of test/query-cases: rows of <see cref="Row"/> and queries over them. The tests of the JavaScript client replay the same files, so that
/// both sides answer alike.
/// </summary>
public sealed record SharedQueryFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    private static readonly QueryEvaluator<Row> Evaluator = new();

    /// <summary>The rows, as the server writes them.</summary>
    public required IReadOnlyList<JsonElement> Rows { get; init; }

    /// <summary>The queries.</summary>
    public required IReadOnlyList<SharedQueryCase> Cases { get; init; }

    /// <summary>Reads a file.</summary>
    public static SharedQueryFile Read(string name) => JsonSerializer.Deserialize<SharedQueryFile>(File.ReadAllText(PathOf(name)), Options)!;

    /// <summary>Rows and queries that are made of a seed.</summary>
    public static SharedQueryFile Generate(int seed, int rowCount, int caseCount)
    {
        var domain = new Domain(seed);
        var rows = Enumerable.Range(1, rowCount).Select(domain.Row).ToList();
        var random = new Random(seed);
        var cases = Enumerable.Range(1, caseCount).Select(number =>
        {
            var filter = domain.Filter(depth: 2);
            var query = new JsonObject { ["filter"] = filter, ["order"] = domain.Order() };
            if (random.Next(2) == 0)
            {
                query["top"] = random.Next(1, rowCount);
                query["skip"] = random.Next(3);
            }

            return new SharedQueryCase { Name = $"seed {seed}, {number}", Query = query, Also = [domain.Reword(filter), domain.Reword(filter)] };
        });
        return new SharedQueryFile { Rows = [.. rows.Select(row => row.Json)], Cases = [.. cases] }.Answered();
    }

    /// <summary>The same rows and queries with the answers of this side.</summary>
    public SharedQueryFile Answered()
    {
        var rows = Rows.Select(row => row.Deserialize<Row>(Row.Options)!).ToList();
        return this with { Cases = [.. Cases.Select(one => Answer(one, rows))] };
    }

    /// <summary>One row and one query a line, so that a change is seen where it is.</summary>
    public string ToText()
    {
        string Lines<T>(IEnumerable<T> items) => string.Join(",\n", items.Select(item => "    " + JsonSerializer.Serialize(item, Options)));
        return $"{{\n  \"rows\": [\n{Lines(Rows)}\n  ],\n  \"cases\": [\n{Lines(Cases)}\n  ]\n}}\n";
    }

    /// <summary>Writes the file.</summary>
    public void Write(string name) => File.WriteAllText(PathOf(name), ToText());

    /// <summary>The text of a file.</summary>
    public static string TextOf(string name) => File.ReadAllText(PathOf(name));

    private static SharedQueryCase Answer(SharedQueryCase one, IEnumerable<Row> rows)
    {
        var wire = JsonSerializer.SerializeToElement(one.Query);
        var query = Query.Read(
            Row.Schema,
            wire.TryGetProperty("filter", out var filter) ? filter : default,
            wire.TryGetProperty("order", out var order) ? order : default,
            wire.TryGetProperty("top", out var top) ? top.GetInt32() : null,
            wire.TryGetProperty("skip", out var skip) ? skip.GetInt32() : 0,
            limits: Wire.Unlimited);
        var matches = rows.Where(Evaluator.ToPredicate(query.Filter)).Order(Evaluator.ToComparer(query.Order)).ToList();
        return one with { Keys = [.. matches.Skip(query.Skip).Take(query.Top ?? int.MaxValue).Select(row => row.Id)], Total = matches.Count };
    }

    private static string PathOf(string name) => WorkingTree.PathOf($"test/query-cases/{name}.json");
}
