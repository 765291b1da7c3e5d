using SyncHub.Client.Subscriptions;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Subscriptions;

public sealed class EntityBodyTests
{
    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"b":3}""", """{"a":1,"b":3}""")]
    [InlineData("""{"a":1}""", """{"b":{"c":[1]}}""", """{"a":1,"b":{"c":[1]}}""")]
    [InlineData("""{"a":{"x":1,"y":2}}""", """{"a":{"x":3}}""", """{"a":{"x":3}}""")]
    [InlineData("""{"a":1}""", """{"a":null}""", """{"a":null}""")]
    [InlineData("""{"a":1.50,"é\"":12345678901234567890}""", "{}", """{"a":1.50,"é\"":12345678901234567890}""")]
    [InlineData("{}", "{}", "{}")]
    public void TryMerge_Objects_LaysTheChangeOverTheBody(string body, string change, string expected)
    {
        Assert.True(EntityBody.TryMerge(Raw(body), Raw(change), out var merged));
        Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(expected), System.Text.Json.Nodes.JsonNode.Parse(merged.ToString())), merged.ToString());
    }

    [Theory]
    [InlineData("""{"a":1}""", "{}")]
    [InlineData("""{"a":1,"b":[1, 2]}""", """{"b":[1, 2]}""")]
    [InlineData("""{ "a" : 1 }""", """{"a":1}""")]
    public void TryMerge_NothingChanges_IsTheVeryBody(string body, string change)
    {
        var whole = new RawJson(System.Text.Encoding.UTF8.GetBytes(body));
        Assert.True(EntityBody.TryMerge(whole, Raw(change), out var merged));
        Assert.True(merged.Utf8.Equals(whole.Utf8), merged.ToString());
    }

    /// <summary>Against an oracle that reads both into dictionaries: names escaped and not, twice in one object, empty, long; whitespace; many properties.</summary>
    [Fact]
    public void TryMerge_RandomObjects_IsWhatADictionaryMakesOfThem()
    {
        const int Seed = 76;
        var random = new Random(Seed);
        for (var round = 0; round < 5_000; round++)
        {
            var (body, change) = (Any(random, random.Next(40)), Any(random, random.Next(random.Next(2) == 0 ? 4 : 40)));
            Assert.True(EntityBody.TryMerge(new RawJson(System.Text.Encoding.UTF8.GetBytes(body)), new RawJson(System.Text.Encoding.UTF8.GetBytes(change)), out var merged));
            var expected = Read(body);
            foreach (var (name, value) in Read(change))
            {
                expected[name] = value;
            }

            var actual = Read(merged.ToString());
            var isRight = actual.Count == expected.Count && actual.All(property => expected[property.Key] == property.Value)
                && Read(body).Keys.SequenceEqual(actual.Keys.Take(Read(body).Count));
            Assert.True(isRight, $"seed {Seed}, round {round}: {body} with {change} is {merged}");
        }
    }

    [Theory]
    [InlineData("null", "{}")]
    [InlineData("{}", "null")]
    [InlineData("[]", "{}")]
    [InlineData("{}", "1")]
    public void TryMerge_NoObject_IsRefused(string body, string change) =>
        Assert.False(EntityBody.TryMerge(Raw(body), Raw(change), out _));

    [Fact]
    public void TryMerge_AbsentOrBroken_IsRefused()
    {
        Assert.False(EntityBody.TryMerge(default, Raw("{}"), out _));
        Assert.False(EntityBody.TryMerge(Raw("{}"), new RawJson("{\"a\":"u8.ToArray()), out _));
    }

    // In the order of the first place that a name has.
    private static List<KeyValuePair<string, string>> Order(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, property.Value.GetRawText()))];
    }

    private static Dictionary<string, string> Read(string json)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in Order(json))
        {
            read[name] = value;
        }

        return read;
    }

    private static string Any(Random random, int properties)
    {
        var space = random.Next(3) == 0 ? " " : "";
        return $"{{{string.Join(',', Enumerable.Range(0, properties).Select(_ => $"{space}\"{Name(random)}\"{space}:{space}{Value(random)}{space}"))}}}";
    }

    private static string Name(Random random) => random.Next(12) switch
    {
        0 => "",
        1 => random.Next(2) == 0 ? "ab" : "\\u0061b",
        2 => "ä",
        3 => new string('n', random.Next(60)),
        _ => $"p{random.Next(30)}",
    };

    private static string Value(Random random) => random.Next(6) switch
    {
        0 => "null",
        1 => "\"} , \\\" {\"",
        2 => """{"p1":[1,{"p2":null}]}""",
        3 => "[]",
        4 => "-1.50e+10",
        _ => $"{random.Next(100)}",
    };
}
