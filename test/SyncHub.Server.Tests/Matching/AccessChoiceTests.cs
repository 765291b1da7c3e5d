using SyncHub.Queries;
using SyncHub.Server.Matching;

namespace SyncHub.Server.Tests.Matching;

public sealed class AccessChoiceTests
{
    [Theory]
    [InlineData("""{"id":{"$eq":1},"name":{"$eq":"a"}}""", "id in 1", """{"name":{"$eq":"a"}}""")]
    [InlineData("""{"id":{"$in":[1,2]},"name":{"$eq":"a"}}""", "id in 1,2", """{"name":{"$eq":"a"}}""")]
    [InlineData("""{"name":{"$eq":"a"}}""", "name in \"a\"", "{}")]
    [InlineData("""{"name":{"$in":["a","b"]},"owner":{"$eq":"00000000-0000-0000-0000-000000000000"}}""", "owner in \"00000000-0000-0000-0000-000000000000\"", """{"name":{"$in":["a","b"]}}""")]
    [InlineData("""{"name":{"$eq":"a"},"likes":{"$gt":1,"$lt":5}}""", "name in \"a\"", """{"$and":[{"likes":{"$gt":1}},{"likes":{"$lt":5}}]}""")]
    [InlineData("""{"done":{"$eq":true},"likes":{"$gt":1,"$lte":5}}""", "likes (1..5]", """{"done":{"$eq":true}}""")]
    [InlineData("""{"level":{"$eq":"low"},"likes":{"$gt":1}}""", "level in \"low\"", """{"likes":{"$gt":1}}""")]
    [InlineData("""{"name":{"$eq":null},"likes":{"$gte":1,"$lt":5}}""", "likes [1..5)", """{"name":{"$eq":null}}""")]
    [InlineData("""{"name":{"$ne":"a"},"likes":{"$gte":1}}""", "likes [1..)", """{"name":{"$ne":"a"}}""")]
    [InlineData("""{"likes":{"$lt":1},"score":{"$gt":1,"$lt":3}}""", "score (1..3)", """{"likes":{"$lt":1}}""")]
    [InlineData("""{"name":{"$startsWith":"ab"}}""", "name [ab..ac)", "{}")]
    [InlineData("""{"tags":{"$contains":"x"},"likes":{"$gt":1,"$lt":5}}""", "tags has \"x\"", """{"$and":[{"likes":{"$gt":1}},{"likes":{"$lt":5}}]}""")]
    [InlineData("""{"tags":{"$contains":null}}""", "tags has null", "{}")]
    [InlineData("""{"place.city":{"$eq":"a"}}""", "place.city in \"a\"", "{}")]
    [InlineData("""{"$or":[{"name":{"$eq":"a"}},{"likes":{"$eq":2}}]}""", "likes in 2; name in \"a\"", """{"$or":[{"likes":{"$eq":2}},{"name":{"$eq":"a"}}]}""")]
    [InlineData("""{"done":{"$eq":true},"$or":[{"name":{"$eq":"a"}},{"id":{"$eq":2}}]}""", "id in 2; name in \"a\"", """{"$and":[{"done":{"$eq":true}},{"$or":[{"id":{"$eq":2}},{"name":{"$eq":"a"}}]}]}""")]
    [InlineData("""{"id":{"$eq":1},"$or":[{"name":{"$eq":"a"}},{"likes":{"$eq":2}}]}""", "id in 1", """{"$or":[{"likes":{"$eq":2}},{"name":{"$eq":"a"}}]}""")]
    [InlineData("""{"$or":[{"name":{"$eq":"a"}},{"likes":{"$ne":2}}]}""", null, null)]
    [InlineData("""{"name":{"$ne":"a"}}""", null, null)]
    [InlineData("""{"name":{"$endsWith":"a"}}""", null, null)]
    [InlineData("""{"place":{"$eq":null}}""", null, null)]
    [InlineData("""{"$not":{"score":{"$gt":1}}}""", null, null)]
    [InlineData("{}", null, null)]
    public void Of_Filter_ChoosesTheMostSelective(string filter, string? accesses, string? residual)
    {
        var choice = AccessChoice.Of(MatchRow.Filter(filter), MatchRow.Schema.Key);

        Assert.Equal(accesses, choice is null ? null : string.Join("; ", choice.Accesses.Select(Show)));
        Assert.Equal(residual, choice?.Residual.ToJson());
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public void Of_OrOfManyBranches_IsFiledUpToALimit(int branches, bool isFiled)
    {
        var filter = MatchRow.Filter($"{{\"$or\":[{string.Join(',', Enumerable.Range(0, branches).Select(number => $"{{\"likes\":{{\"$eq\":{number}}},\"name\":{{\"$eq\":\"x\"}}}}"))}]}}");

        Assert.Equal(isFiled, AccessChoice.Of(filter, MatchRow.Schema.Key) is not null);
    }

    // In UTF-16 units: halves of surrogate pairs do not survive as attributes.
    [Theory]
    [InlineData("", null)]
    [InlineData("61", "62")]
    [InlineData("61 D7FF", "61 E000")]
    [InlineData("61 FFFF", "61 D800")]
    [InlineData("61 D83D DE00", "61 D83D DE01")]
    [InlineData("61 D83D DFFF", "61 D83E")]
    [InlineData("61 DBFF DFFF", "61 DC00")]
    [InlineData("61 DFFF DFFF", "62")]
    [InlineData("DFFF DFFF", null)]
    public void AfterPrefix_EndOfARangeOfUnits_IsNextByCodePoint(string prefix, string? expected) =>
        Assert.Equal(expected is null ? null : Text(expected), Ranges.AfterPrefix(Text(prefix)), StringComparer.Ordinal);

    private static string Text(string units) =>
        string.Concat(units.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(unit => (char)Convert.ToUInt16(unit, 16)));

    private static string Show(Access access) => access switch
    {
        ValueAccess values => $"{access.Property} in {string.Join(',', values.Values)}",
        ElementAccess element => $"{access.Property} has {element.Element}",
        RangeAccess range => $"{access.Property} {(range.Lower is { IsAfter: false } ? '[' : '(')}{range.Lower?.Value}..{range.Upper?.Value}{(range.Upper is { IsAfter: true } ? ']' : ')')}",
        _ => throw new ArgumentException(access.ToString(), nameof(access)),
    };
}
