using System.Text.Json.Nodes;
using SyncHub.Json;
using SyncHub.Queries;
using SyncHub.Queries.Evaluation;
using SyncHub.Server.Feed;
using SyncHub.Server.Log;
using SyncHub.Server.Matching;
using SyncHub.Server.Windows;
using Xunit.Abstractions;

namespace SyncHub.Server.Tests.Matching;

public sealed class ChangeSieveTests(ITestOutputHelper output)
{
    private const int Queries = 2;
    private const int Changes = 600;

    private static readonly QueryCompiler<MatchRow> Compiler = new();

    private readonly QueryMatcher<MatchRow, string> _matcher = new(MatchRow.Schema, Compiler, new CountingObserver());

    /// <summary>What is dropped, no query finds; and of what no query finds at all, most is dropped.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Drops_RandomFiltersAndChanges_AreNobodys(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var domain = new MatchDomain(random);
        var sieve = Sieve();
        var entries = new Queue<MatcherEntry<MatchRow, string>>();
        int dropped = 0, nobodys = 0;
        for (var step = 0; step < Changes; step++)
        {
            // Queries come and go, and with them the properties that are looked at.
            while (entries.Count < Queries)
            {
                var filter = MatchRow.Filter(domain.Filter(depth: 0).ToJsonString());
                if (AccessChoice.Of(filter, MatchRow.Schema.Key) is not null && !filter.ToString()!.Contains("risky", StringComparison.OrdinalIgnoreCase))
                {
                    entries.Enqueue(_matcher.Add(filter.ToString()!, filter));
                }
            }

            var change = RandomChange(random, domain);
            var drops = sieve.Drops(change);
            List<Match<string>> hits = [];
            _matcher.Match(Read(change.Before), Read(change.After), Changed(change), hits);
            Assert.True(!drops || hits.Count == 0, $"Seed {seed}, step {step}: dropped, though {string.Join(", ", hits)}: {change}");
            dropped += drops ? 1 : 0;
            nobodys += hits.Count == 0 ? 1 : 0;
            _matcher.Remove(entries.Dequeue());
        }

        output.WriteLine($"{dropped} dropped of {nobodys} that are nobody's");
        Assert.InRange(nobodys, Changes / 4, Changes - 20);
        Assert.InRange(dropped, nobodys / 4, nobodys);
    }

    [Theory]
    [InlineData("""{"name":{"$eq":"a"}}""", "b", "c", true)]
    [InlineData("""{"name":{"$eq":"a"}}""", "b", "a", false)]
    [InlineData("""{"name":{"$eq":"a"}}""", "a", "b", false)]
    [InlineData("""{"name":{"$eq":"a"}}""", "a", null, false)]
    [InlineData("""{"name":{"$eq":"a"}}""", null, "a", false)]
    [InlineData("""{"name":{"$eq":"a"}}""", null, "b", true)]
    [InlineData("""{"name":{"$eq":"a"}}""", "b", "b", true)]
    [InlineData("""{"name":{"$eq":"a"}}""", "a", "a", false)]
    [InlineData("""{"name":{"$gte":"b"}}""", "a", "aa", true)]
    [InlineData("""{"name":{"$gte":"b"}}""", "a", "b", false)]
    [InlineData("""{"name":{"$eq":"a"},"done":{"$eq":true}}""", "b", "a", false)]
    [InlineData("""{"name":{"$ne":"a"}}""", "a", "a", false)]
    [InlineData("{}", "b", "c", false)]
    [InlineData("""{"risky":{"$eq":5}}""", "b", "c", false)]
    public void Drops_OneQuery_AsItsAccessPredicateSays(string filter, string? before, string? after, bool drops)
    {
        _matcher.Add("q", MatchRow.Filter(filter));

        // Null for no row.
        var change = ChangeOf(before is null ? null : Row(before), after is null ? null : Row(after));

        Assert.Equal(drops, Sieve().Drops(change));
    }

    [Fact]
    public void Drops_RowThatCannotBeRead_IsLetPass()
    {
        _matcher.Add("q", MatchRow.Filter("""{"likes":{"$eq":1}}"""));

        Assert.False(Sieve().Drops(ChangeOf(null, new JsonObject { ["id"] = 1, ["likes"] = "many" })));
    }

    private static JsonObject Row(string name) => new() { ["id"] = 1, ["name"] = name };

    private static Change RandomChange(Random random, MatchDomain domain)
    {
        var before = domain.Row();
        var (after, _) = domain.Update(before);
        return random.Next(6) switch
        {
            0 => ChangeOf(null, before),
            1 => ChangeOf(before, null),
            _ => ChangeOf(before, after),
        };
    }

    private static Change ChangeOf(JsonObject? before, JsonObject? after)
    {
        var changed = before is null || after is null ? null : after.Where(pair => !JsonNode.DeepEquals(pair.Value, before[pair.Key]));
        return new Change
        {
            Model = "MatchRow",
            Key = SyncKey.FromInt64(1),
            Kind = before is null ? ChangeKind.Add : after is null ? ChangeKind.Remove : ChangeKind.Update,
            Before = Json(before),
            After = Json(after),
            Delta = changed is null ? default : Json(new JsonObject(changed.Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())))),
        };
    }

    // A computed property changes with what it is computed from, and the wire says so; no query here names one.
    private static ChangedProperties Changed(Change change) =>
        change.Kind == ChangeKind.Update ? ChangedProperties.Of(JsonObjects.Names(change.Delta)) : ChangedProperties.All;

    private static RawJson Json(JsonObject? row) => row is null ? default : RawJson.Parse(row.ToJsonString());

    private static MatchRow? Read(RawJson body) => body.IsAbsent ? null : MatchDomain.Read((JsonObject)JsonNode.Parse(body.Utf8.Span)!);

    private ChangeSieve<MatchRow, string> Sieve() =>
        new(_matcher, new PartialRows<MatchRow>((System.Text.Json.Serialization.Metadata.JsonTypeInfo<MatchRow>)MatchRow.Options.GetTypeInfo(typeof(MatchRow))));
}
