using SyncHub.Queries;

namespace SyncHub.Abstractions.Tests.Queries;

/// <summary>What cannot be asked, and what the answer says: the property, the operator, the value and the way out.</summary>
public sealed class FilterErrorTests
{
    public static TheoryData<string, string[]> Filters => new()
    {
        { "[]", ["filter", "[]", "object"] },
        { """{"nam":{"$eq":1}}""", ["Row", "'nam'", "name"] },
        { """{"Name":{"$eq":"a"}}""", ["'Name'", "name"] },
        { """{"address.town":{"$eq":"a"}}""", ["'address'", "'town'", "city"] },
        { """{"name.first":{"$eq":"a"}}""", ["'name'", "'first'", "no properties"] },
        { """{"a.b.c.d.e.f.g.h.i":{"$eq":1}}""", ["8 names"] },
        { """{"blob":{"$eq":"AA=="}}""", ["'blob'", "Byte[]", "Guid"] },
        { """{"link":{"$eq":"http://a"}}""", ["'link'", "Uri"] },
        { """{"likes":5}""", ["'likes'", "5", "$eq"] },
        { """{"likes":null}""", ["'likes'", "null", "$eq"] },
        { """{"likes":{}}""", ["'likes'", "no operator", "$eq"] },
        { """{"likes":{"$foo":5}}""", ["'likes'", "$foo", "$gte"] },
        { """{"likes":{"$not":{"$gt":5}}}""", ["$not", "'likes'", "around"] },
        { """{"$eq":5}""", ["$eq", "property"] },
        { """{"$xor":[]}""", ["$xor", "$nor"] },
        { """{"$and":{}}""", ["$and", "array"] },
        { """{"$or":[1]}""", ["$or", "1", "object"] },
        { """{"$not":[]}""", ["$not", "object"] },
        { """{"likes":{"$startsWith":"1"}}""", ["'likes'", "$startsWith", "$gt"] },
        { """{"done":{"$gt":true}}""", ["'done'", "$gt", "$eq"] },
        { """{"level":{"$gt":"low"}}""", ["'level'", "$gt", "$in"] },
        { """{"tags":{"$in":["a"]}}""", ["'tags'", "$in", "$contains"] },
        { """{"address":{"$contains":"a"}}""", ["'address'", "object", "$eq"] },
        { """{"address":{"$eq":{}}}""", ["'address'", "{}", "null"] },
        { """{"tags":{"$eq":["a"]}}""", ["'tags'", "$eq", "null"] },
        { """{"likes":{"$in":5}}""", ["'likes'", "$in", "5", "array"] },
        { """{"likes":{"$eq":"5"}}""", ["'likes'", "\"5\"", "integer", "2147483647"] },
        { """{"likes":{"$eq":1.5}}""", ["'likes'", "1.5", "integer"] },
        { """{"likes":{"$eq":2147483648}}""", ["'likes'", "2147483648"] },
        { """{"likes":{"$in":[1,"a"]}}""", ["'likes'", "$in", "\"a\""] },
        { """{"likes":{"$gt":null}}""", ["'likes'", "$gt", "null", "$ne"] },
        { """{"big":{"$eq":"+1"}}""", ["'big'", "+1"] },
        { """{"big":{"$eq":" 1"}}""", ["'big'"] },
        { """{"price":{"$eq":"1,5"}}""", ["'price'", "1,5"] },
        { """{"ratio":{"$eq":1e999}}""", ["'ratio'", "1e999"] },
        { """{"ratio":{"$eq":"NaN"}}""", ["'ratio'", "NaN"] },
        { """{"name":{"$eq":5}}""", ["'name'", "5", "a string"] },
        { """{"name":{"$eq":"\ud800"}}""", ["'name'", "ud800"] },
        { """{"name":{"$like":"\ud800"}}""", ["'name'", "$like"] },
        { """{"\ud800":{"$eq":1}}""", ["Unicode"] },
        { """{"done":{"$eq":"true"}}""", ["'done'", "true or false"] },
        { """{"owner":{"$eq":"x"}}""", ["'owner'", "Guid"] },
        { """{"createdAt":{"$gt":"yesterday"}}""", ["'createdAt'", "yesterday", "2026"] },
        { """{"createdAt":{"$gt":1767225600}}""", ["'createdAt'", "string"] },
        { """{"day":{"$eq":"2026-02-30"}}""", ["'day'", "2026-02-30"] },
        { """{"hour":{"$eq":"25:00"}}""", ["'hour'", "25:00"] },
        { """{"level":{"$eq":"urgent"}}""", ["'level'", "urgent", "\"critical\""] },
        { """{"level":{"$eq":1}}""", ["'level'", "1", "\"low\""] },
        { """{"marks":{"$contains":"a"}}""", ["'marks'", "$contains", "integer"] },
        { """{"name":{"$like":"a\\"}}""", ["'name'", "$like", "backslash"] },
        { """{"name":{"$like":"\\a"}}""", ["'name'", "$like", "backslash"] },
        { """{"name":{"$regex":"("}}""", ["'name'", "$regex", "("] },
        { """{"name":{"$regex":"(?=a)"}}""", ["'name'", "$regex", "lookaround"] },
        { """{"name":{"$regex":"(a)\\1"}}""", ["'name'", "$regex", "backreferences"] },
    };

    public static TheoryData<string, string[]> Orders => new()
    {
        { "5", ["5", "ASC"] },
        { "[5]", ["5", "ASC"] },
        { """[{"likes":"ASC","name":"ASC"}]""", ["one entry each"] },
        { """{"nam":"ASC"}""", ["'nam'"] },
        { """{"likes":"up"}""", ["'likes'", "up", "DESC"] },
        { """{"likes":"asc"}""", ["'likes'", "asc", "ASC"] },
        { """{"likes":1}""", ["'likes'", "1"] },
        { """{"tags":"ASC"}""", ["'tags'", "collection"] },
        { """{"address":"ASC"}""", ["'address'", "object"] },
        { """{"blob":"ASC"}""", ["'blob'", "Byte[]"] },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public void Read_FilterThatDoesNotFit_SaysWhatAndWhatElse(string filter, string[] parts) =>
        AssertRefused(SyncErrorCodes.InvalidFilter, parts, () => Wire.Read(filter));

    [Theory]
    [MemberData(nameof(Orders))]
    public void Read_OrderThatDoesNotFit_SaysWhatAndWhatElse(string order, string[] parts) =>
        AssertRefused(SyncErrorCodes.InvalidFilter, parts, () => Wire.Read("{}", order));

    [Fact]
    public void Read_LongValue_IsCutInTheMessage()
    {
        var exception = Assert.Throws<SyncException>(() => Wire.Read($$"""{"likes":{"$eq":"{{new string('x', 100_000)}}"} }"""));

        Assert.InRange(exception.Message.Length, 80, 400);
    }

    [Theory]
    [InlineData(-1, 0, SyncErrorCodes.InvalidRequest, "top")]
    [InlineData(1_001, 0, SyncErrorCodes.LimitExceeded, "top")]
    [InlineData(null, -1, SyncErrorCodes.InvalidRequest, "skip")]
    [InlineData(null, 10_001, SyncErrorCodes.LimitExceeded, "skip")]
    public void Read_PageThatCannotBe_SaysWhy(int? top, int skip, string code, string part) =>
        AssertRefused(code, [part, $"{(part == "top" ? top : skip)}"], () => Query.Read(Row.Schema, default, top: top, skip: skip));

    [Theory]
    [InlineData("depth", 8, 9)]
    [InlineData("terms", 64, 65)]
    [InlineData("entries", 64, 65)]
    [InlineData("empty", 64, 65)]
    [InlineData("list", 1_000, 1_001)]
    [InlineData("like", 256, 257)]
    [InlineData("regex", 256, 257)]
    public void Read_AtALimit_IsTakenAndBeyondIsNot(string what, int last, int first)
    {
        _ = Wire.Read(Filter(last));
        AssertRefused(SyncErrorCodes.LimitExceeded, [], () => Wire.Read(Filter(first)));

        string Filter(int size) => what switch
        {
            "depth" => string.Concat(Enumerable.Repeat("""{"$or":[""", size)) + """{"likes":{"$eq":1}}""" + string.Concat(Enumerable.Repeat("]}", size)),
            "terms" => $$"""{"$or":[{{string.Join(',', Enumerable.Range(0, size).Select(value => $$"""{"likes":{"$eq":{{value}} } }"""))}}]}""",
            "entries" => $$"""{{{string.Join(',', Enumerable.Range(0, size).Select(value => $$"""  "likes":{"$ne":{{value}} }"""))}} }""",
            "empty" => $$"""{"$and":[{{string.Join(',', Enumerable.Repeat("{}", size))}}]}""",
            "list" => $$"""{"likes":{"$in":[{{string.Join(',', Enumerable.Repeat("1", size))}}]} }""",
            "like" => $$"""{"name":{"$like":"{{new string('_', size)}}"} }""",
            _ => $$"""{"name":{"$regex":"{{new string('a', size)}}"} }""",
        };
    }

    [Fact]
    public void Read_OrderWithTooManyEntries_IsRefused()
    {
        var order = $"[{string.Join(',', Enumerable.Repeat("""{"likes":"ASC"}""", 65))}]";

        AssertRefused(SyncErrorCodes.LimitExceeded, ["64"], () => Wire.Read("{}", order));
    }

    private static void AssertRefused(string code, string[] parts, Action read)
    {
        var exception = Assert.Throws<SyncException>(read);
        Assert.Equal(code, exception.Error.Code);
        Assert.False(exception.Error.Retryable);
        Assert.All(parts, part => Assert.Contains(part, exception.Message, StringComparison.Ordinal));
    }
}
