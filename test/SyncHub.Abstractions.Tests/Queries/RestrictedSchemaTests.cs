using SyncHub.Queries;

namespace SyncHub.Abstractions.Tests.Queries;

/// <summary>A schema of which some properties cannot be named.</summary>
public sealed class RestrictedSchemaTests
{
    private static readonly QuerySchema Schema = Row.Schema.Restrict(new HashSet<string> { "likes", "name", "noSuch" });

    [Theory]
    [InlineData("score")]
    [InlineData("owner")]
    [InlineData("id")]
    public void Read_PropertyLeftOut_IsRefusedAsIfThereWereNone(string property)
    {
        var leftOut = Assert.Throws<SyncException>(() => Query.Read(Schema, Wire.Json($$$"""{"{{{property}}}":{"$eq":1}}""")));
        var unknown = Assert.Throws<SyncException>(() => Query.Read(Schema, Wire.Json("""{"zzz":{"$eq":1}}""")));

        Assert.Equal(unknown.Message.Replace("zzz", property, StringComparison.Ordinal), leftOut.Message);
        Assert.Contains("Use one of likes, name.", leftOut.Message, StringComparison.Ordinal);
        Assert.Throws<SyncException>(() => Query.Read(Schema, default, Wire.Json($$"""{"{{property}}":"ASC"}""")));
    }

    [Fact]
    public void Read_PropertyKept_IsTheSameQueryAsOfTheWholeSchema()
    {
        const string Filter = """{"likes":{"$gt":1},"name":{"$startsWith":"a"}}""";

        var query = Query.Read(Schema, Wire.Json(Filter), Wire.Json("""{"name":"DESC"}"""));

        Assert.Equal(Wire.Read(Filter, """{"name":"DESC"}"""), query);
        Assert.Equal("id", query.Order[^1].Property.Path);
    }

    [Theory]
    [InlineData("""{"likes":{"$gt":1}}""", "null", true)]
    [InlineData("{}", """{"name":"ASC","id":"ASC"}""", true)]
    [InlineData("""{"score":{"$gt":1}}""", "null", false)]
    [InlineData("""{"$or":[{"likes":{"$gt":1}},{"$not":{"flag":{"$eq":true}}}]}""", "null", false)]
    [InlineData("{}", """{"score":"ASC"}""", false)]
    public void Covers_QueryOfTheWholeSchema_IsWhetherItNamesOnlyWhatIsLeft(string filter, string order, bool covers)
    {
        Assert.Equal(covers, Schema.Covers(Wire.Read(filter, order)));
    }

    [Fact]
    public void Restrict_Twice_KeepsWhatBothKeep()
    {
        var both = Schema.Restrict(new HashSet<string> { "name", "owner" });

        Assert.NotNull(both.Find("name"));
        Assert.Null(both.Find("likes"));
        Assert.Null(both.Find("owner"));
    }
}
