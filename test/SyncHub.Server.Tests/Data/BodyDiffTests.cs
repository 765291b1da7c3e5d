using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SyncHub.Json;
using SyncHub.Server.Data;

namespace SyncHub.Server.Tests.Data;

public sealed class BodyDiffTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""", "")]
    [InlineData("""{}""", """{}""", "")]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""", "")]
    [InlineData("""{"a":1,"b":2}""", """{"a":1,"b":3}""", """{"b":3}""")]
    [InlineData("""{"a":1,"b":2,"c":3}""", """{"a":9,"b":2,"c":8}""", """{"a":9,"c":8}""")]
    [InlineData("""{"a":1}""", """{"a":null}""", """{"a":null}""")]
    [InlineData("""{"a":null}""", """{"a":null}""", "")]
    [InlineData("""{"a":1,"b":2}""", """{"a":1}""", """{"b":null}""")]
    [InlineData("""{"a":1,"b":2,"c":3}""", """{"c":4}""", """{"c":4,"a":null,"b":null}""")]
    [InlineData("""{"b":2}""", """{"a":1,"b":2}""", """{"a":1}""")]
    [InlineData("""{}""", """{"a":{"x":[1,2]}}""", """{"a":{"x":[1,2]}}""")]
    [InlineData("""{"a":{"x":1,"y":2}}""", """{"a":{"x":1,"y":3}}""", """{"a":{"x":1,"y":3}}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""", """{"a":[2,1]}""")]
    [InlineData("""{"a":1}""", """{"a":"1"}""", """{"a":"1"}""")]
    [InlineData("""{"a\"b":1,"é":"x"}""", """{"a\"b":2,"é":"y"}""", """{"a\"b":2,"é":"y"}""")]
    [InlineData("""{"a":"}","b":"\"{"}""", """{"a":"}","b":"\"["}""", """{"b":"\"["}""")]
    public void Compute_TwoBodies_IsWhatDiffers(string before, string after, string delta) =>
        Assert.Equal(delta, BodyDiff.Compute(RawJson.Parse(before), RawJson.Parse(after)).ToString());

    [Fact]
    public void Compute_RandomBodies_TurnsTheOneIntoTheOther()
    {
        const int Seed = 20261122;
        var random = new Random(Seed);
        for (var round = 0; round < 5_000; round++)
        {
            var before = RandomBody(random);
            var after = random.Next(10) == 0 ? before.DeepClone().AsObject() : RandomBody(random);
            var delta = BodyDiff.Compute(RawJson.Parse(before.ToJsonString()), RawJson.Parse(after.ToJsonString()));

            // The oracle, over nodes: a property that is gone and one that is null are the same to a reader.
            var expected = new JsonObject();
            foreach (var name in after.Select(property => property.Key).Union(before.Select(property => property.Key)))
            {
                var had = before.TryGetPropertyValue(name, out var old);
                var has = after.TryGetPropertyValue(name, out var current);
                if (had != has || !JsonNode.DeepEquals(old, current))
                {
                    expected[name] = current?.DeepClone();
                }
            }

            Assert.Equal(expected.Count == 0 ? string.Empty : expected.ToJsonString(), delta.ToString());
        }
    }

    private static JsonObject RandomBody(Random random)
    {
        var body = new JsonObject();
        var names = Enumerable.Range(0, 6).Select(number => "p" + number.ToString(CultureInfo.InvariantCulture)).ToArray();
        if (random.Next(3) == 0)
        {
            random.Shuffle(names);
        }

        foreach (var name in names.Where(_ => random.Next(4) > 0))
        {
            body[name] = random.Next(5) switch
            {
                0 => null,
                1 => JsonValue.Create(random.Next(2)),
                2 => JsonValue.Create(random.Next(2) == 0 ? "x" : "\"}"),
                3 => new JsonArray(1, new JsonObject { ["n"] = random.Next(2) }),
                _ => new JsonObject { ["deep"] = new JsonObject { ["n"] = random.Next(2) } },
            };
        }

        return body;
    }
}
