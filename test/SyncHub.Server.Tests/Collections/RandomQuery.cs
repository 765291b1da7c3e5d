using System.Text.Json.Nodes;

namespace SyncHub.Server.Tests.Collections;

/// <summary>A query on the wire, and the same as LINQ over the source: two ways that share no code.</summary>
internal sealed record RandomQuery(JsonObject Wire, Func<Item, bool> Filter, Comparison<Item> Order, int? Top, int Skip, bool Total)
{
    private static readonly (string Name, Comparison<Item> Compare)[] Orders =
    [
        ("room", (a, b) => string.CompareOrdinal(a.Room, b.Room)),
        ("rank", (a, b) => Nullable.Compare(a.Rank, b.Rank)),
        ("title", (a, b) => string.CompareOrdinal(a.Title, b.Title)),
        ("at", (a, b) => a.At.CompareTo(b.At)),
    ];

    public string Json => Wire.ToJsonString();

    public static RandomQuery Create(Random random, bool page = true)
    {
        var (filterJson, filter) = random.Next(4) == 0 ? (new JsonObject(), _ => true) : FilterOf(random, 2);
        var order = new JsonArray();
        var steps = new List<Comparison<Item>>();
        foreach (var (name, compare) in random.GetItems(Orders, random.Next(3)).DistinctBy(entry => entry.Name))
        {
            var descending = random.Next(2) == 0;
            order.Add(new JsonObject { [name] = descending ? "DESC" : "ASC" });
            steps.Add(descending ? (a, b) => compare(b, a) : compare);
        }

        steps.Add((a, b) => a.Id.CompareTo(b.Id));
        var wire = new JsonObject { ["filter"] = filterJson, ["order"] = order };
        int? top = page && random.Next(4) > 0 ? random.Next(6) : null;
        var skip = page && random.Next(3) == 0 ? random.Next(5) : 0;
        var total = random.Next(4) > 0;
        if (top is not null)
        {
            wire["top"] = top;
        }

        if (skip > 0)
        {
            wire["skip"] = skip;
        }

        if (!total)
        {
            wire["total"] = false;
        }

        return new RandomQuery(wire, filter, (a, b) => steps.Select(step => step(a, b)).FirstOrDefault(by => by != 0), top, skip, total);
    }

    /// <summary>The keys of the page, in order.</summary>
    public IReadOnlyList<string> Keys(IEnumerable<Item> source) =>
        [.. source.Where(Filter).Order(Comparer<Item>.Create(Order)).Skip(Skip).Take(Top ?? int.MaxValue).Select(item => item.Id.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>The total that the wire is to tell.</summary>
    public long? Count(IEnumerable<Item> source) => Total ? source.Count(Filter) : null;

    private static (JsonObject Json, Func<Item, bool> Predicate) FilterOf(Random random, int depth)
    {
        if (depth > 0 && random.Next(3) == 0)
        {
            var (left, isLeft) = FilterOf(random, depth - 1);
            var (right, isRight) = FilterOf(random, depth - 1);
            return random.Next(3) switch
            {
                0 => (new JsonObject { ["$and"] = new JsonArray(left, right) }, item => isLeft(item) && isRight(item)),
                1 => (new JsonObject { ["$or"] = new JsonArray(left, right) }, item => isLeft(item) || isRight(item)),
                _ => (new JsonObject { ["$not"] = left }, item => !isLeft(item)),
            };
        }

        var number = random.Next(4);
        var room = "abc"[random.Next(3)].ToString();
        return random.Next(9) switch
        {
            0 => (Term("room", "$eq", room), item => item.Room == room),
            1 => (Term("room", "$eq", null), item => item.Room is null),
            2 => (Term("room", "$ne", room), item => item.Room != room),
            3 => (Term("room", "$in", new JsonArray(room, "a")), item => item.Room == room || item.Room == "a"),
            4 => (Term("rank", "$gte", number), item => item.Rank >= number),
            5 => (Term("rank", "$lt", number), item => item.Rank < number),
            6 => (Term("rank", "$nin", new JsonArray(number, null)), item => item.Rank is { } rank && rank != number),
            7 => (Term("title", "$startsWith", room), item => item.Title.StartsWith(room, StringComparison.Ordinal)),
            _ => (Term("id", "$in", new JsonArray(number, number + 2)), item => item.Id == number || item.Id == number + 2),
        };
    }

    private static JsonObject Term(string name, string op, JsonNode? value) => new() { [name] = new JsonObject { [op] = value } };
}
