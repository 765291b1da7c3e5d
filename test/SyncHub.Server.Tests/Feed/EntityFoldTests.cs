using System.Text.Json.Nodes;
using SyncHub.Json;
using SyncHub.Server.Feed;
using SyncHub.Server.Log;

namespace SyncHub.Server.Tests.Feed;

public sealed class EntityFoldTests
{
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Of_RandomRuns_AppliedToTheStateBeforeGivesTheStateAfter(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 2000; round++)
        {
            var entries = RandomRun(random, out var before, out var after);

            var fold = EntityFold.Of(entries);

            var seen = fold.Kind switch
            {
                ChangeKind.Remove => null,
                ChangeKind.Add => JsonNode.Parse(fold.Body.ToString())!.AsObject(),
                _ => Merge(before!, JsonNode.Parse(fold.Delta.ToString())!.AsObject()),
            };
            Assert.True(JsonNode.DeepEquals(after, seen), $"seed {seed}, round {round}: {after} is not {seen}");
            Assert.Equal(entries[^1], fold.Last);
            Assert.True(JsonNode.DeepEquals(after, fold.Body.IsNull ? null : JsonNode.Parse(fold.Body.ToString())));
        }
    }

    [Fact]
    public void Of_UpdatesThatTouchOneProperty_CarriesTheLastValueOnce()
    {
        var fold = EntityFold.Of(
        [
            Entries.Update(1, 1, """{"a":0,"b":0}""", """{"a":1,"b":0}""", """{"a":1}"""),
            Entries.Update(2, 1, """{"a":1,"b":0}""", """{"a":1,"b":null}""", """{"b":null}"""),
            Entries.Update(3, 1, """{"a":1,"b":null}""", """{"a":"é\"\u2028","b":null}""", """{"a":"é\"\u2028"}"""),
        ]);

        Assert.Equal(ChangeKind.Update, fold.Kind);
        Assert.Equal("""{"a":"é\"\u2028","b":null}""", fold.Delta.ToString());
    }

    [Fact]
    public void Of_MutationIds_AreKeptInOrderWithoutRepetition()
    {
        var fold = EntityFold.Of(
        [
            Entries.Add(1, 1, "{}") with { MutationId = "m1" },
            Entries.Update(2, 1, "{}", """{"a":1}""", """{"a":1}"""),
            Entries.Update(3, 1, """{"a":1}""", """{"a":2}""", """{"a":2}""") with { MutationId = "m2" },
            Entries.Update(4, 1, """{"a":2}""", """{"a":3}""", """{"a":3}""") with { MutationId = "m1" },
        ]);

        Assert.Equal(["m1", "m2"], fold.MutationIds);
    }

    private static List<LogEntry> RandomRun(Random random, out JsonObject? before, out JsonObject? after)
    {
        before = random.Next(2) == 0 ? null : Body(random);
        var state = (JsonObject?)before?.DeepClone();
        var entries = new List<LogEntry>();
        for (var seq = 1; seq <= 1 + random.Next(6); seq++)
        {
            if (state is null)
            {
                state = Body(random);
                entries.Add(Entries.Add(seq, 1, state.ToJsonString()));
            }
            else if (random.Next(4) == 0)
            {
                entries.Add(Entries.Remove(seq, 1, state.ToJsonString()));
                state = null;
            }
            else
            {
                var delta = new JsonObject { [$"p{random.Next(4)}"] = random.Next(3) == 0 ? null : random.Next(100) };
                var next = Merge(state, delta);
                entries.Add(Entries.Update(seq, 1, state.ToJsonString(), next.ToJsonString(), delta.ToJsonString()));
                state = next;
            }
        }

        after = state;
        return entries;
    }

    private static JsonObject Body(Random random)
    {
        var body = new JsonObject();
        for (var property = 0; property < 4; property++)
        {
            body[$"p{property}"] = random.Next(4) == 0 ? null : random.Next(100);
        }

        return body;
    }

    private static JsonObject Merge(JsonObject body, JsonObject delta)
    {
        var merged = (JsonObject)body.DeepClone();
        foreach (var (name, value) in delta)
        {
            merged[name] = value?.DeepClone();
        }

        return merged;
    }
}
