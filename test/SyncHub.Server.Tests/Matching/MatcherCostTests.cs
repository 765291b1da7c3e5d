using SyncHub.Queries;
using SyncHub.Queries.Evaluation;
using SyncHub.Server.Matching;
using SyncHub.Server.Windows;
using Xunit.Abstractions;

namespace SyncHub.Server.Tests.Matching;

/// <summary>Counts work and bytes, never time; alone, because the bytes are those of the whole process.</summary>
[Collection(nameof(MatcherCostTests))]
[CollectionDefinition(nameof(MatcherCostTests), DisableParallelization = true)]
public sealed class MatcherCostTests(ITestOutputHelper output)
{
    private const int Seed = 5;

    private static readonly QueryCompiler<MatchRow> Compiler = new();

    [Theory]
    [InlineData(1_000)]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public void Match_MixedQueries_WorkFollowsHitsAndNotQueries(int queries)
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var matcher = new QueryMatcher<MatchRow, string>(MatchRow.Schema, Compiler, new CountingObserver());
        for (var number = 0; number < queries; number++)
        {
            matcher.Add("q", Mixed(number, random));
        }

        long worst = 0, hits = 0;
        var worstRatio = 0.0;
        List<Match<string>> found = [];
        for (var change = 0; change < 2_000; change++)
        {
            var before = Row(random, queries);
            var after = Row(random, queries);
            found.Clear();
            var work = -(matcher.Probes + matcher.Residuals);
            matcher.Match(before, after, ChangedProperties.All, found);
            work += matcher.Probes + matcher.Residuals;
            hits += found.Count;
            worst = Math.Max(worst, work);
            worstRatio = Math.Max(worstRatio, work / (found.Count + Math.Log2(queries)));
        }

        output.WriteLine($"{queries} queries: {hits / 2_000.0} hits a change, at most {worst} probes and residuals, {worstRatio:0.0} times (hits + log2 Q)");
        Assert.True(hits > 2_000);
        Assert.InRange(worstRatio, 0.5, 8);
    }

    [Fact]
    public void Remove_AHundredThousandOfOneValue_LeavesNothingBehind()
    {
        var matcher = new QueryMatcher<MatchRow, string>(MatchRow.Schema, Compiler, new CountingObserver());
        var filters = Enumerable.Range(0, 100_000).Select(number => MatchRow.Filter($$$"""{"name":{"$eq":"same"},"score":{"$ne":{{{number}}}}}""")).ToList();
        matcher.Add("warm", filters[0]);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var entries = filters.ConvertAll(filter => matcher.Add("q", filter));
        foreach (var entry in entries)
        {
            matcher.Remove(entry);
        }

        entries.Clear();
        entries.TrimExcess();
        var left = GC.GetTotalMemory(forceFullCollection: true) - before;

        output.WriteLine($"{left} bytes left");
        Assert.Equal((1, 1), (matcher.Count, matcher.IndexCount));

        // Others in the process may let go of memory meanwhile; what was left behind would be megabytes.
        Assert.True(left < 100_000, $"{left} bytes left");
        GC.KeepAlive(filters);
    }

    [Theory]
    [InlineData("equality", 200)]
    [InlineData("range", 200)]
    [InlineData("equality and residual", 350)]
    public void Add_Query_TakesFewBytes(string kind, int bytes)
    {
        const int Queries = 20_000;
        var filters = Enumerable.Range(0, Queries).Select(number => MatchRow.Filter(kind switch
        {
            "range" => $$$"""{"likes":{"$gte":{{{number}}},"$lt":{{{number + 10}}}}}""",
            "equality" => $$$"""{"name":{"$eq":"room {{{number}}}"}}""",
            _ => $$$"""{"name":{"$eq":"room {{{number}}}"},"likes":{"$gt":{{{number}}}}}""",
        })).ToList();
        var matcher = new QueryMatcher<MatchRow, string>(MatchRow.Schema, Compiler, new CountingObserver());
        matcher.Add("warm", filters[0]);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var filter in filters)
        {
            matcher.Add("q", filter);
        }

        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Queries;

        output.WriteLine($"{kind}: {each} bytes a query beyond its filter");
        Assert.InRange(each, 40, bytes);
        GC.KeepAlive(matcher);
        GC.KeepAlive(filters);
    }

    // Each room, range of likes and day is asked for by a few queries, whatever their number.
    private static Filter Mixed(int number, Random random) => MatchRow.Filter((number % 5) switch
    {
        0 => $$$"""{"name":{"$eq":"room {{{number}}}"}}""",
        1 => $$$"""{"name":{"$eq":"room {{{number - 1}}}"},"done":{"$eq":false}}""",
        2 => $$$"""{"likes":{"$gte":{{{number}}},"$lt":{{{number + random.Next(1, 30)}}}}}""",
        3 => $$$"""{"score":{"$gt":{{{number}}},"$lte":{{{number + random.Next(1, 30)}}}},"done":{"$eq":true}}""",
        _ => $$$"""{"$or":[{"tags":{"$contains":"tag {{{number}}}"}},{"id":{"$eq":{{{number}}}}}]}""",
    });

    private static MatchRow Row(Random random, int queries) => new()
    {
        Id = random.Next(queries),
        Name = $"room {random.Next(queries)}",
        Likes = random.Next(queries),
        Score = random.Next(queries),
        Done = random.Next(2) == 0,
        Tags = [$"tag {random.Next(queries)}"],
    };
}
