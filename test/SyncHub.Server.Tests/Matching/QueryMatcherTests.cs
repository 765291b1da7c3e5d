using System.Linq.Expressions;
using SyncHub.Queries;
using SyncHub.Queries.Evaluation;
using SyncHub.Server.Matching;
using SyncHub.Server.Windows;

namespace SyncHub.Server.Tests.Matching;

public sealed class QueryMatcherTests
{
    private static readonly QueryCompiler<MatchRow> Compiler = new();

    private readonly CountingObserver _observer = new();
    private readonly QueryMatcher<MatchRow, string> _matcher;

    public QueryMatcherTests() => _matcher = new QueryMatcher<MatchRow, string>(MatchRow.Schema, Compiler, _observer);

    [Theory]
    [InlineData("""{"name":{"$eq":"a"}}""", "likes", 0)]
    [InlineData("""{"name":{"$eq":"a"}}""", "name", 0)]
    [InlineData("""{"name":{"$eq":"a"},"done":{"$eq":false}}""", "likes", 1)]
    [InlineData("""{"name":{"$eq":"a"},"done":{"$eq":false}}""", "done", 2)]
    [InlineData("""{"name":{"$eq":"a"},"place.city":{"$eq":null}}""", "place", 2)]
    [InlineData("""{"name":{"$ne":"b"}}""", "likes", 1)]
    [InlineData("""{"name":{"$ne":"b"}}""", "name", 2)]
    [InlineData("""{"name":{"$eq":"b"},"done":{"$eq":false}}""", "done", 0)]
    public void Match_Update_EvaluatesNoMoreThanItMust(string filter, string changed, int evaluations)
    {
        _matcher.Add("q", MatchRow.Filter(filter));

        Match(new MatchRow { Name = "a" }, new MatchRow { Name = "a" }, ChangedProperties.Of(changed));

        Assert.Equal(evaluations, _matcher.Residuals);
    }

    [Fact]
    public void Match_UpdateThatSaysNothingChanged_TakesTheRowAfterForBoth()
    {
        _matcher.Add("q", MatchRow.Filter("""{"name":{"$eq":"a"},"done":{"$eq":true}}"""));

        var hits = Match(new MatchRow { Name = "a", Done = true }, new MatchRow { Name = "a", Done = true, Likes = 1 }, ChangedProperties.Of("likes"));

        Assert.Equal([new Match<string>("q", Was: true, Is: true)], hits);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name":{"$eq":"a"}}""")]
    public void Match_ConditionInCodeLooksAtWhatNoQueryNames_IsEvaluatedForEveryChange(string beside)
    {
        var code = new CodeFilter("likes", (Expression<Func<MatchRow, bool>>)(row => row.Likes > 3));
        _matcher.Add("q", new AndFilter([MatchRow.Filter(beside), code]).Canonicalize());

        var hits = Match(new MatchRow { Name = "a", Likes = 3 }, new MatchRow { Name = "a", Likes = 4 }, ChangedProperties.Of("likes"));

        Assert.Equal([new Match<string>("q", Was: false, Is: true)], hits);
    }

    [Fact]
    public void Match_RowFoundThroughSeveralBranches_IsOneHit()
    {
        _matcher.Add("q", MatchRow.Filter("""{"$or":[{"name":{"$eq":"a"}},{"likes":{"$gte":1}},{"tags":{"$contains":"x"}}]}"""));

        var hits = Match(new MatchRow { Name = "a", Tags = ["x", "x"] }, new MatchRow { Name = "b", Likes = 3 }, ChangedProperties.All);

        Assert.Equal([new Match<string>("q", Was: true, Is: true)], hits);
    }

    [Fact]
    public void Match_EverythingAndNothing_AreAllAndNone()
    {
        _matcher.Add("all", MatchRow.Filter("{}"));
        _matcher.Add("none", MatchRow.Filter("""{"$or":[]}"""));

        Assert.Equal([new Match<string>("all", Was: false, Is: true)], Match(null, new MatchRow(), ChangedProperties.All));
        Assert.Equal([new Match<string>("all", Was: true, Is: false)], Match(new MatchRow(), null, ChangedProperties.All));
        Assert.Empty(Match(null, null, ChangedProperties.All));
        Assert.Equal((0, 0), (_matcher.Residuals, _observer.Scanned));
    }

    [Theory]
    [InlineData("""{"risky":{"$eq":1}}""")]
    [InlineData("""{"risky":{"$gt":0,"$lt":5}}""")]
    [InlineData("""{"riskyTags":{"$contains":"a"}}""")]
    [InlineData("""{"name":{"$eq":"a"},"risky":{"$eq":1}}""")]
    [InlineData("""{"risky":{"$ne":2}}""")]
    [InlineData("""{"$or":[{"name":{"$eq":"a"},"risky":{"$eq":1}},{"risky":{"$eq":1},"done":{"$eq":false}}]}""")]
    public void Match_GetterThrows_RowDoesNotMatchOnThatSideAlone(string filter)
    {
        _matcher.Add("q", MatchRow.Filter(filter));
        var sound = new MatchRow { Name = "a", Fuse = 1 };
        var burnt = new MatchRow { Name = "a", Fuse = -1 };
        var changed = ChangedProperties.Of("fuse", "risky", "riskyTags");

        Assert.Equal([new Match<string>("q", Was: true, Is: false)], Match(sound, burnt, changed));
        Assert.Equal([new Match<string>("q", Was: false, Is: true)], Match(burnt, sound, changed));
        Assert.Empty(Match(burnt, burnt, ChangedProperties.Of("likes")));
        Assert.Empty(Match(null, burnt, ChangedProperties.All));
        Assert.Equal([new Match<string>("q", Was: true, Is: true)], Match(sound, sound, ChangedProperties.Of("likes")));
        Assert.All(_observer.Failures, failure => Assert.IsType<InvalidOperationException>(failure));
        Assert.NotEmpty(_observer.Failures);
    }

    [Fact]
    public void Match_GetterThrows_OtherQueriesAreFound()
    {
        _matcher.Add("risky", MatchRow.Filter("""{"risky":{"$eq":1}}"""));
        _matcher.Add("sound", MatchRow.Filter("""{"name":{"$eq":"a"}}"""));

        Assert.Equal([new Match<string>("sound", Was: false, Is: true)], Match(null, new MatchRow { Name = "a", Fuse = -1 }, ChangedProperties.All));
    }

    [Fact]
    public void Match_NotANumber_IsInNoRange()
    {
        _matcher.Add("below", MatchRow.Filter("""{"ratio":{"$lt":5}}"""));
        _matcher.Add("above", MatchRow.Filter("""{"ratio":{"$gt":5}}"""));

        Assert.Empty(Match(null, new MatchRow { Ratio = double.NaN }, ChangedProperties.All));
    }

    [Fact]
    public void Add_WithoutAccessPredicate_TellsTheClauseShortened()
    {
        var entry = _matcher.Add("q", MatchRow.Filter("""{"name":{"$ne":"a"}}"""));
        _matcher.Add("long", MatchRow.Filter($$$"""{"name":{"$ne":"{{{new string('x', 500)}}}"}}"""));

        Assert.Equal("""{"name":{"$ne":"a"}}""", _observer.Clauses[0]);
        Assert.InRange(_observer.Clauses[1].Length, 100, 201);
        Assert.Equal(2, _observer.Scanned);
        _matcher.Remove(entry);
        Assert.Equal(1, _observer.Scanned);
    }

    [Fact]
    public void Remove_Twice_RemovesOnce()
    {
        var first = _matcher.Add("first", MatchRow.Filter("""{"name":{"$eq":"a"}}"""));
        _matcher.Add("second", MatchRow.Filter("""{"name":{"$eq":"a"}}"""));

        _matcher.Remove(first);
        _matcher.Remove(first);

        Assert.Equal(1, _matcher.Count);
        Assert.Equal([new Match<string>("second", Was: false, Is: true)], Match(null, new MatchRow { Name = "a" }, ChangedProperties.All));
    }

    private List<Match<string>> Match(MatchRow? before, MatchRow? after, ChangedProperties changed)
    {
        List<Match<string>> hits = [];
        _matcher.Match(before, after, changed, hits);
        return hits;
    }
}
