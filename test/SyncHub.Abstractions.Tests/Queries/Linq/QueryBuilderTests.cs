using System.Linq.Expressions;
using SyncHub.Queries;

namespace SyncHub.Abstractions.Tests.Queries.Linq;

public sealed class QueryBuilderTests
{
    private static readonly QueryBuilder<Row> All = QueryBuilder<Row>.All;

    [Fact]
    public void Build_OfAllParts_IsTheQueryOfTheirWireForm()
    {
        var query = All
            .Where(t => t.Level == Level.High)
            .OrderByDescending(t => t.CreatedAt)
            .ThenBy(t => t.Address!.City)
            .Where(t => t.Done)
            .Skip(10)
            .Take(50)
            .WithoutTotal()
            .Build(Row.Schema);

        var wire = Query.Read(
            Row.Schema, Wire.Json("""{"level":{"$eq":"high"},"done":{"$eq":true}}"""), Wire.Json("""{"createdAt":"DESC","address.city":"ASC"}"""), top: 50, skip: 10, total: false);
        Assert.Equal(wire, query);
    }

    [Fact]
    public void Build_OfAll_IsEverythingByKey() =>
        Assert.Equal("""{"filter":{},"order":[{"id":"ASC"}]}""", All.Build(Row.Schema).Json);

    [Fact]
    public void EachMethod_LeavesItsReceiverAsItWas()
    {
        var before = All.Where(t => t.Done).OrderBy(t => t.Likes).Take(5);
        var json = before.Build(Row.Schema).Json;

        _ = before.Skip(1).Take(1).WithoutTotal();
        _ = All.Where(t => t.Done).OrderBy(t => t.Name);

        Assert.Equal(json, before.Build(Row.Schema).Json);
        Assert.Equal("""{"filter":{},"order":[{"id":"ASC"}]}""", All.Build(Row.Schema).Json);
    }

    [Fact]
    public void OrderBy_AfterOrderBy_ReplacesIt() => Assert.Equal(
        """{"filter":{},"order":[{"name":"DESC"},{"likes":"ASC"},{"id":"ASC"}]}""",
        All.OrderBy(t => t.Done).ThenBy(t => t.Score).OrderByDescending(t => t.Name).ThenBy(t => t.Likes).Build(Row.Schema).Json);

    [Fact]
    public void OrderBy_ConvertedProperty_IsTheProperty() => Assert.Equal(
        """{"filter":{},"order":[{"level":"ASC"},{"wish":"DESC"},{"owner":"ASC"},{"id":"ASC"}]}""",
        All.OrderBy(t => (int)t.Level).ThenByDescending(t => t.Wish!.Value).ThenBy<object>(t => t.Owner).Build(Row.Schema).Json);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void SkipAndTake_RandomCalls_LeaveThePageThatLinqLeaves(int seed)
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, 20).ToArray();
        for (var run = 0; run < 500; run++)
        {
            IEnumerable<int> expected = rows;
            var builder = All;
            var calls = new List<string>();
            for (var call = random.Next(5); call > 0; call--)
            {
                var count = random.Next(8) == 0 ? int.MaxValue : random.Next(12);
                var isSkip = random.Next(2) == 0;
                expected = isSkip ? expected.Skip(count) : expected.Take(count);
                builder = isSkip ? builder.Skip(count) : builder.Take(count);
                calls.Add($"{(isSkip ? "Skip" : "Take")}({count})");
            }

            var page = builder.Build(Row.Schema, new QueryLimits { Top = int.MaxValue, Skip = int.MaxValue });

            Assert.True(expected.SequenceEqual(rows.Skip(page.Skip).Take(page.Top ?? int.MaxValue)), $"Seed {seed}, run {run}: {string.Join('.', calls)} is {page}");
        }
    }

    [Fact]
    public void WhereAndOrder_AfterAPage_AreRefused()
    {
        foreach (var page in new[] { All.OrderBy(t => t.Likes).Take(5), All.OrderBy(t => t.Likes).Skip(5) })
        {
            Assert.Contains("Where", Assert.Throws<InvalidOperationException>(() => page.Where(t => t.Done)).Message, StringComparison.Ordinal);
            Assert.Contains("OrderBy ", Assert.Throws<InvalidOperationException>(() => page.OrderBy(t => t.Done)).Message, StringComparison.Ordinal);
            Assert.Contains("OrderByDescending ", Assert.Throws<InvalidOperationException>(() => page.OrderByDescending(t => t.Done)).Message, StringComparison.Ordinal);
            Assert.Contains("ThenBy ", Assert.Throws<InvalidOperationException>(() => page.ThenBy(t => t.Done)).Message, StringComparison.Ordinal);
            Assert.Contains("ThenByDescending ", Assert.Throws<InvalidOperationException>(() => page.ThenByDescending(t => t.Done)).Message, StringComparison.Ordinal);
        }

        Assert.Equal("""{"filter":{"done":{"$eq":true}},"order":[{"id":"ASC"}]}""", All.Skip(0).Where(t => t.Done).Build(Row.Schema).Json);
    }

    [Fact]
    public void ThenBy_WithoutOrderBy_IsRefused()
    {
        Assert.Contains("OrderBy", Assert.Throws<InvalidOperationException>(() => All.ThenBy(t => t.Done)).Message, StringComparison.Ordinal);
        Assert.Contains("OrderBy", Assert.Throws<InvalidOperationException>(() => All.ThenByDescending(t => t.Done)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SkipAndTake_NegativeCount_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => All.Skip(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => All.Take(-1));
    }

    [Fact]
    public void Build_CapturedVariable_IsReadAtEachBuild()
    {
        var likes = 1;
        var reads = 0;
        Func<int> read = () =>
        {
            reads++;
            return likes;
        };
        var builder = All.Where(t => t.Likes == read());
        likes = 2;

        Assert.Contains("""{"likes":{"$eq":2}}""", builder.Build(Row.Schema).Json, StringComparison.Ordinal);
        likes = 3;
        Assert.Contains("""{"likes":{"$eq":3}}""", builder.Build(Row.Schema).Json, StringComparison.Ordinal);
        Assert.Equal(2, reads);
    }

    [Theory]
    [InlineData("terms", 64, 65)]
    [InlineData("list", 1_000, 1_001)]
    [InlineData("order", 64, 65)]
    [InlineData("top", 1_000, 1_001)]
    [InlineData("skip", 10_000, 10_001)]
    public void Build_AtALimit_IsTakenAndBeyondIsNot(string what, int last, int first)
    {
        _ = Builder(last).Build(Row.Schema);
        var exception = Assert.Throws<SyncException>(() => Builder(first).Build(Row.Schema));
        Assert.Equal(SyncErrorCodes.LimitExceeded, exception.Error.Code);

        QueryBuilder<Row> Builder(int size)
        {
            var text = Enumerable.Range(0, size).ToArray();
            return what switch
            {
                "terms" => All.Where(Either(size)),
                "list" => All.Where(t => text.Contains(t.Likes)),
                "order" => text.Skip(1).Aggregate(All.OrderBy(t => t.Likes), (builder, _) => builder.ThenBy(t => t.Score)),
                "top" => All.Take(size),
                _ => All.Skip(size),
            };
        }

        // As the compiler nests it: ((a || b) || c) || d.
        static Expression<Func<Row, bool>> Either(int count)
        {
            Expression<Func<Row, bool>> sample = t => t.Name!.Contains("00");
            var row = sample.Parameters[0];
            var call = (MethodCallExpression)sample.Body;
            var body = Enumerable.Range(0, count)
                .Select(number => (Expression)call.Update(call.Object, [Expression.Constant($"{number}")]))
                .Aggregate(Expression.OrElse);
            return Expression.Lambda<Func<Row, bool>>(body, row);
        }
    }

    [Fact]
    public void Build_SchemaOfAnotherType_IsRefused() =>
        Assert.Throws<ArgumentException>(() => QueryBuilder<Address>.All.Build(Row.Schema));
}
