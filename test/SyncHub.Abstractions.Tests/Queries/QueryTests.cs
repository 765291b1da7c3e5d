using SyncHub.Queries;

namespace SyncHub.Abstractions.Tests.Queries;

public sealed class QueryTests
{
    [Theory]
    [InlineData("null", """[{"id":"ASC"}]""")]
    [InlineData("""{"createdAt":"DESC"}""", """[{"createdAt":"DESC"},{"id":"ASC"}]""")]
    [InlineData("""[{"level":"ASC"},{"address.city":"DESC"}]""", """[{"level":"ASC"},{"address.city":"DESC"},{"id":"ASC"}]""")]
    [InlineData("""[{"likes":"ASC"},{"likes":"DESC"}]""", """[{"likes":"ASC"},{"id":"ASC"}]""")]
    [InlineData("""[{"id":"DESC"},{"likes":"ASC"}]""", """[{"id":"DESC"}]""")]
    public void Json_OfOrder_EndsWithTheKey(string order, string canonical) =>
        Assert.Equal("""{"filter":{},"order":""" + canonical + "}", Wire.Read("null", order).Json);

    [Fact]
    public void Equals_SameQueryInOtherWords_IsTrueAndSoAreTheHashes()
    {
        var one = Query.Read(Row.Schema, Wire.Json("""{"likes":{"$eq":1},"name":{"$eq":"a"}}"""), Wire.Json("""{"likes":"ASC"}"""), top: 5);
        var other = Query.Read(Row.Schema, Wire.Json("""{"name":{"$in":["a"]},"likes":{"$in":[1]}}"""), Wire.Json("""[{"likes":"ASC"},{"id":"ASC"}]"""), top: 5);

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.Equal(one.ComputeHash(), other.ComputeHash());
        Assert.Matches("^[0-9a-f]{32}$", one.ComputeHash());
    }

    [Fact]
    public void ViewJson_OfAnotherPage_IsTheSameWhereJsonIsNot()
    {
        Query[] pages =
        [
            Query.Read(Row.Schema, default),
            Query.Read(Row.Schema, default, top: 0),
            Query.Read(Row.Schema, default, top: 5),
            Query.Read(Row.Schema, default, top: 5, skip: 5),
            Query.Read(Row.Schema, default, total: false),
        ];

        Assert.Single(pages.Select(page => page.ViewJson).Distinct());
        Assert.Equal(pages.Length, pages.Distinct().Count());
        Assert.Equal(pages.Length, pages.Select(page => page.ComputeHash()).Distinct().Count());
        Assert.Equal("""{"filter":{},"order":[{"id":"ASC"}],"top":5,"skip":5}""", pages[3].Json);
    }

    [Fact]
    public void Create_OfTypedParts_IsTheQueryOfTheirWireForm()
    {
        var filter = new NotFilter(new OrFilter(
        [
            Row.Schema.Get("level").Term(FilterOperator.In, Level.Low, Level.High),
            Row.Schema.Get("dueAt").Term(FilterOperator.Equal, [null]),
        ]));

        var query = Query.Create(Row.Schema, filter, [new OrderTerm(Row.Schema.Get("createdAt"), Descending: true)], top: 3);

        Assert.Equal("""{"filter":{"$and":[{"dueAt":{"$ne":null}},{"level":{"$nin":["high","low"]}}]},"order":[{"createdAt":"DESC"},{"id":"ASC"}],"top":3}""", query.Json);
    }

    [Fact]
    public void Term_ValueThatDoesNotFit_IsRefused()
    {
        Assert.Equal(SyncErrorCodes.InvalidFilter, Assert.Throws<SyncException>(() => Row.Schema.Get("likes").Term(FilterOperator.Equal, "5")).Error.Code);
        Assert.Equal(SyncErrorCodes.InvalidFilter, Assert.Throws<SyncException>(() => Row.Schema.Get("level").Term(FilterOperator.Equal, (Level)9)).Error.Code);
        Assert.Equal(SyncErrorCodes.InvalidFilter, Assert.Throws<SyncException>(() => Row.Schema.Get("ratio").Term(FilterOperator.Equal, double.NaN)).Error.Code);
        Assert.Equal(SyncErrorCodes.InvalidFilter, Assert.Throws<SyncException>(() => Row.Schema.Get("name").Term(FilterOperator.Equal, "\ud800")).Error.Code);
        Assert.Throws<ArgumentException>(() => Row.Schema.Get("likes").Term(FilterOperator.Equal, 1, 2));
    }

    [Fact]
    public void Term_LiteralOfEveryType_IsOfThePropertysOwnType()
    {
        foreach (var (path, json) in new[]
        {
            ("name", "\"a\""), ("likes", "1"), ("score", "1"), ("big", "\"1\""), ("price", "1.5"), ("ratio", "1"), ("done", "true"), ("flag", "true"),
            ("owner", "\"80000000-0000-0000-0000-000000000001\""), ("createdAt", "\"2026-01-01T00:00:00Z\""), ("dueAt", "\"2026-01-01T00:00:00\""),
            ("day", "\"2026-01-31\""), ("hour", "\"18:30\""), ("level", "\"low\""), ("wish", "\"low\""), ("address.point.x", "1"),
        })
        {
            var term = Assert.IsType<TermFilter>(Wire.Read("{\"" + path + "\":{\"$in\":[" + json + "]}}").Filter);
            var value = term.Literals[0].Value!;

            Assert.Equal(Nullable.GetUnderlyingType(term.Property.Type) ?? term.Property.Type, value.GetType());
            Assert.Equal(term, term.Property.Term(FilterOperator.Equal, value));
        }
    }

    [Fact]
    public void Create_UnknownKeyOrNoObject_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => QuerySchema.Create(Row.Options.GetTypeInfo(typeof(Row)), "key"));
        Assert.Throws<ArgumentException>(() => QuerySchema.Create(Row.Options.GetTypeInfo(typeof(int))));
    }

    [Fact]
    public void Create_KeyThatHasNoOrder_LeavesItToTheTieBreak()
    {
        // Bytes are a key, but nothing that a filter can name.
        var schema = QuerySchema.Create(Row.Options.GetTypeInfo(typeof(Row)), "blob");

        Assert.Equal("""{"filter":{},"order":[{"likes":"ASC"}]}""", Query.Read(schema, default, Wire.Json("""{"likes":"ASC"}""")).Json);
    }
}
