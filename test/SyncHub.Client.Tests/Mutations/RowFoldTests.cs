using System.Text.Json;
using SyncHub.Client.Mutations;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Mutations;

public sealed class RowFoldTests
{
    [Theory]
    [InlineData("""{"id":1,"a":1}""", "", """{"id":1,"a":1}""")]
    [InlineData("""{"id":1,"a":1}""", "a=2", """{"id":1,"a":2}""")]
    [InlineData("""{"id":1,"a":1}""", "a=2 a=3", """{"id":1,"a":3}""")]
    [InlineData("""{"id":1,"a":1}""", "b=2 a=3", """{"id":1,"a":3,"b":2}""")]
    [InlineData("""{"id":1,"a":1}""", "-", "null")]
    [InlineData("""{"id":1,"a":1}""", "a=2 -", "null")]
    [InlineData("""{"id":1,"a":1}""", "- a=2", "null")]
    [InlineData("""{"id":1,"a":1}""", "+7", """{"id":1,"a":1}""")]
    [InlineData("""{"id":1,"a":1}""", "- +7", """{"id":1,"a":7}""")]
    [InlineData("""{"id":1,"a":1}""", "a=2 - +7 b=1", """{"id":1,"a":7,"b":1}""")]
    [InlineData("null", "a=2", "null")]
    [InlineData("null", "+7", """{"id":1,"a":7}""")]
    [InlineData("null", "+7 a=8", """{"id":1,"a":8}""")]
    [InlineData("null", "a=2 +7 - a=3", "null")]
    public void Over_Writes_IsWhatTheyLeave(string body, string writes, string expected) =>
        Assert.Equal(expected, RowFold.Over(Raw(body), Parse(writes)).ToString());

    [Theory]
    [InlineData("a=1")]
    [InlineData("a=1 id=1")]
    [InlineData("a=2 a=1")]
    [InlineData("+9")]
    [InlineData("")]
    public void Over_WritesThatChangeNothing_IsTheSameMemory(string writes)
    {
        var body = Raw("""{"id":1,"a":1}""");
        Assert.True(RowFold.Over(body, Parse(writes)).Utf8.Equals(body.Utf8));
    }

    [Fact]
    public void Over_OneOfManyWritesTakenAway_IsAsIfItHadNeverBeen()
    {
        const int Seed = 71;
        var random = new Random(Seed);
        for (var round = 0; round < 2_000; round++)
        {
            var body = random.Next(4) == 0 ? Raw("null") : Raw("""{"id":1,"a":1,"b":2}""");
            var writes = Enumerable.Range(0, random.Next(1, 8)).Select(_ => Any(random)).ToList();
            var oracle = body.IsNull ? null : new Dictionary<string, string> { ["id"] = "1", ["a"] = "1", ["b"] = "2" };
            var without = random.Next(writes.Count);
            writes.RemoveAt(without);
            foreach (var write in writes)
            {
                oracle = write.Kind switch
                {
                    RowWriteKind.Remove => null,
                    RowWriteKind.Add => oracle ?? new Dictionary<string, string> { ["id"] = "1", ["a"] = write.Body.ToString()[^2..^1] },
                    _ => Set(oracle, write),
                };
            }

            var folded = RowFold.Over(body, writes);
            var expected = oracle is null ? "null" : $"{{{string.Join(',', oracle.Select(property => $"\"{property.Key}\":{property.Value}"))}}}";
            Assert.True(expected == folded.ToString(), $"seed {Seed}, round {round}: {folded} is not {expected}");
        }
    }

    private static Dictionary<string, string>? Set(Dictionary<string, string>? row, RowWrite write)
    {
        using var change = JsonDocument.Parse(write.Change.Utf8);
        foreach (var property in change.RootElement.EnumerateObject())
        {
            row?[property.Name] = property.Value.GetRawText();
        }

        return row;
    }

    private static RowWrite Any(Random random) => random.Next(5) switch
    {
        0 => Parse("-").Single(),
        1 => Parse($"+{random.Next(10)}").Single(),
        _ => Parse($"{"abc"[random.Next(3)]}={random.Next(10)}").Single(),
    };

    /// <summary>Writes to row 1: <c>a=2</c> sets, <c>+7</c> adds with that a, <c>-</c> removes.</summary>
    private static IEnumerable<RowWrite> Parse(string writes) => writes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(write => write[0] switch
    {
        '-' => new RowWrite("Note", "1", RowWriteKind.Remove),
        '+' => new RowWrite("Note", "1", RowWriteKind.Add) { Body = Raw($$"""{"id":1,"a":{{write[1..]}}}""") },
        _ => new RowWrite("Note", "1", RowWriteKind.Update) { Change = Raw($$"""{"{{write.Split('=')[0]}}":{{write.Split('=')[1]}}}""") },
    });
}
