using System.Text.Json;
using System.Text.Json.Nodes;
using SyncHub.Queries;
using SyncHub.Queries.Evaluation;

namespace SyncHub.Abstractions.Tests.Queries;

/// <summary>Random filters and orders over random rows, against <see cref="WireOracle"/>.</summary>
public sealed class QueryOracleTests
{
    private const int FilterCount = 150;
    private const int RowCount = 60;

    private readonly QueryCompiler<Row> _compiler = new();
    private readonly QueryEvaluator<Row> _evaluator = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Filter_RandomOverRandomRows_AnswersAsTheOracle(int seed)
    {
        var domain = new Domain(seed);
        var rows = Rows(domain);
        var hits = 0;
        for (var run = 0; run < FilterCount; run++)
        {
            var wire = Element(domain.Filter(depth: 3));
            var written = FilterReader.Read(wire, Row.Schema, Wire.Unlimited);
            var query = Query.Read(Row.Schema, wire, limits: Wire.Unlimited);
            var expected = rows.Where(row => WireOracle.Matches(wire, row.Json)).Select(row => row.Row.Id).ToList();
            hits += expected.Count;

            Check("as written, in memory", rows.Where(row => _compiler.ToPredicate(written)(row.Row)));
            Check("canonical, in memory", rows.Where(row => _compiler.ToPredicate(query.Filter)(row.Row)));
            Check("as written, without code", rows.Where(row => _evaluator.ToPredicate(written)(row.Row)));
            Check("canonical, without code", rows.Where(row => _evaluator.ToPredicate(query.Filter)(row.Row)));
            Check("canonical, as expression", rows.Join(rows.Select(row => row.Row).AsQueryable().Where(_compiler.ToExpression(query.Filter)), row => row.Row.Id, row => row.Id, (row, _) => row));

            void Check(string how, IEnumerable<(Row Row, JsonElement Json)> actual) => Assert.True(
                expected.SequenceEqual(actual.Select(row => row.Row.Id)), $"Seed {seed}, run {run}, {how}:\n{wire}\ncanonical\n{query.Filter}");
        }

        // Neither all nor nothing, or the test says little.
        Assert.InRange(hits, FilterCount * RowCount / 5, FilterCount * RowCount * 4 / 5);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Json_OfRewordedFilters_IsTheSame(int seed)
    {
        var domain = new Domain(seed);
        for (var run = 0; run < 1_000; run++)
        {
            var filter = domain.Filter(depth: 3);
            var other = domain.Reword(filter);
            var canonical = Wire.Canonical(filter.ToJsonString());

            Assert.True(
                canonical.ToJson() == Wire.Canonical(other.ToJsonString()).ToJson(),
                $"Seed {seed}, run {run}:\n{filter.ToJsonString()}\nis {canonical}\n{other.ToJsonString()}\nis {Wire.Canonical(other.ToJsonString())}");
        }
    }

    [Theory]
    [InlineData(21)]
    public void Json_ReadAgain_IsItself(int seed)
    {
        var domain = new Domain(seed);
        for (var run = 0; run < 1_000; run++)
        {
            var canonical = Wire.Canonical(domain.Filter(depth: 3).ToJsonString());

            Assert.Equal(canonical.ToJson(), FilterReader.Read(Wire.Json(canonical.ToJson()), Row.Schema, Wire.Unlimited).ToJson());
            Assert.Equal(canonical.ToJson(), Wire.Canonical(canonical.ToJson()).ToJson());
        }
    }

    [Theory]
    [InlineData(31)]
    public void Canonicalize_FilterWithinLimits_StaysWithinThem(int seed)
    {
        var domain = new Domain(seed);
        var checkedFilters = 0;
        for (var run = 0; run < 2_000; run++)
        {
            var wire = Element(domain.Filter(depth: 3));
            var limits = new QueryLimits { Depth = 1 + (run % 5), Terms = 1 + (run % 7) };
            try
            {
                var query = Query.Read(Row.Schema, wire, limits: limits);
                Assert.Equal(query, Query.Read(Row.Schema, Wire.Json(query.Filter.ToJson()), limits: limits));
                checkedFilters++;
            }
            catch (SyncException exception) when (exception.Error.Code == SyncErrorCodes.LimitExceeded)
            {
                // Only what was taken as written must be taken again.
                Assert.ThrowsAny<SyncException>(() => FilterReader.Read(wire, Row.Schema, limits));
            }
        }

        Assert.InRange(checkedFilters, 500, 1_900);
    }

    [Theory]
    [InlineData(41)]
    [InlineData(42)]
    public void Order_RandomOverRandomRows_SortsAsTheOracle(int seed)
    {
        var domain = new Domain(seed);
        var rows = Rows(domain);
        for (var run = 0; run < FilterCount; run++)
        {
            var wire = Element(domain.Order());
            var order = Query.Read(Row.Schema, default, wire).Order;
            var expected = rows.Order(Comparer<(Row Row, JsonElement Json)>.Create((x, y) => WireOracle.Order(wire, x.Json, y.Json))).Select(row => row.Row.Id);

            foreach (var comparer in new[] { _compiler.ToComparer(order), _evaluator.ToComparer(order) })
            {
                Assert.True(expected.SequenceEqual(rows.Select(row => row.Row).Order(comparer).Select(row => row.Id)), $"Seed {seed}, run {run}: {wire}");
            }
        }
    }

    private static List<(Row Row, JsonElement Json)> Rows(Domain domain) => [.. Enumerable.Range(0, RowCount).Select(domain.Row)];

    private static JsonElement Element(JsonObject json) => Wire.Json(json.ToJsonString());
}
