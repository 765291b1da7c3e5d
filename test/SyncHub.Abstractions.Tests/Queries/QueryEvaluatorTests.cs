using SyncHub.Queries;
using SyncHub.Queries.Evaluation;

namespace SyncHub.Abstractions.Tests.Queries;

/// <summary>What <see cref="QueryOracleTests"/> cannot say in JSON; the rest is there.</summary>
public sealed class QueryEvaluatorTests
{
    private static readonly double[] Ratios = [double.NaN, double.NegativeInfinity, double.PositiveInfinity, -0.0, 0.0, 1, -1];

    private readonly QueryEvaluator<Row> _evaluator = new();

    [Theory]
    [InlineData("$eq")]
    [InlineData("$ne")]
    [InlineData("$gt")]
    [InlineData("$gte")]
    [InlineData("$lt")]
    [InlineData("$lte")]
    public void ToPredicate_OddNumbers_AnswersAsTheCompiler(string op)
    {
        var filter = Wire.Read($$"""{"ratio":{"{{op}}":0} }""").Filter;
        var rows = Ratios.Select(ratio => new Row { Ratio = ratio }).ToList();

        Assert.Equal(rows.Select(new QueryCompiler<Row>().ToPredicate(filter)), rows.Select(_evaluator.ToPredicate(filter)));
    }

    [Fact]
    public void ToComparer_OddNumbers_SortsAsTheCompiler()
    {
        var order = Query.Read(Row.Schema, default, Wire.Json("""{"ratio":"DESC"}""")).Order;
        var rows = Ratios.Select((ratio, id) => new Row { Id = id, Ratio = ratio }).ToList();

        Assert.Equal(
            rows.Order(new QueryCompiler<Row>().ToComparer(order)).Select(row => row.Id),
            rows.Order(_evaluator.ToComparer(order)).Select(row => row.Id));
    }

    [Fact]
    public void ToPredicate_ConditionInCode_Runs()
    {
        var filter = new AndFilter([new CodeFilter("even", (System.Linq.Expressions.Expression<Func<Row, bool>>)(row => row.Likes % 2 == 0)), Wire.Read("""{"likes":{"$gt":2}}""").Filter]);

        Assert.Equal([4], Enumerable.Range(0, 6).Where(likes => _evaluator.ToPredicate(filter)(new Row { Likes = likes })));
    }

    [Fact]
    public void ToPredicate_ConditionInCodeOverAnotherType_Throws()
    {
        var filter = new CodeFilter("long", (System.Linq.Expressions.Expression<Func<string, bool>>)(text => text.Length > 3));

        Assert.Contains("long", Assert.Throws<ArgumentException>(() => _evaluator.ToPredicate(filter)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToComparer_TieBreak_DecidesLast()
    {
        var evaluator = new QueryEvaluator<Row>(Comparer<Row>.Create((x, y) => y.Id.CompareTo(x.Id)));
        var comparer = evaluator.ToComparer([new OrderTerm(Row.Schema.Get("likes"))]);
        Row[] rows = [new() { Id = 1, Likes = 1 }, new() { Id = 2, Likes = 1 }, new() { Id = 3, Likes = 0 }];

        Assert.Equal([3, 2, 1], rows.Order(comparer).Select(row => row.Id));
    }
}
