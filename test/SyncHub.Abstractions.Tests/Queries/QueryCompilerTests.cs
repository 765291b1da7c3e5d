using System.Linq.Expressions;
using SyncHub.Queries;
using SyncHub.Queries.Evaluation;

namespace SyncHub.Abstractions.Tests.Queries;

public sealed class QueryCompilerTests
{
    private readonly QueryCompiler<Row> _compiler = new();

    [Fact]
    public void ToPredicate_ThousandFiltersOfOneShape_CompileOnceAndAnswerForThemselves()
    {
        var predicates = Enumerable.Range(0, 1_000)
            .Select(likes => _compiler.ToPredicate(Wire.Read($$"""{"likes":{"$eq":{{likes}} },"name":{"$in":["n{{likes}}","{{(char)('a' + (likes % 26))}}"]} }""").Filter))
            .ToList();

        Assert.Equal(1, _compiler.CompiledShapes);
        for (var likes = 0; likes < predicates.Count; likes++)
        {
            Assert.True(predicates[likes](new Row { Likes = likes, Name = $"n{likes}" }));
            Assert.False(predicates[likes](new Row { Likes = likes + 1, Name = $"n{likes}" }));
            Assert.False(predicates[likes](new Row { Likes = likes, Name = $"n{likes + 1}" }));
        }
    }

    [Theory]
    [InlineData("""{"likes":{"$eq":1}}""", """{"likes":{"$ne":1}}""")]
    [InlineData("""{"score":{"$eq":1}}""", """{"score":{"$eq":null}}""")]
    [InlineData("""{"score":{"$eq":1}}""", """{"likes":{"$eq":1}}""")]
    [InlineData("""{"name":{"$eq":"?"}}""", """{"name":{"$in":["?","!"]}}""")]
    public void ToPredicate_FiltersOfTwoShapes_CompileTwice(string one, string other)
    {
        _ = _compiler.ToPredicate(Wire.Read(one).Filter);
        _ = _compiler.ToPredicate(Wire.Read(other).Filter);

        Assert.Equal(2, _compiler.CompiledShapes);
    }

    [Fact]
    public void ToPredicate_MoreShapesThanAreKept_DropTheLeastUsedButStillAnswer()
    {
        var compiler = new QueryCompiler<Row>(capacity: 2);
        string[] paths = ["likes", "id", "big"];
        var predicates = paths.Select(Predicate).ToList();

        // "likes" gave way to "big"; asking for "id" keeps it, and so "big" is the next to go.
        _ = Predicate("id");
        Assert.Equal(3, compiler.CompiledShapes);
        _ = Predicate("likes");
        Assert.Equal(4, compiler.CompiledShapes);
        _ = Predicate("id");
        Assert.Equal(4, compiler.CompiledShapes);
        Assert.All(predicates, predicate => Assert.True(predicate(new Row { Likes = 1, Id = 1, Big = 1 })));

        Func<Row, bool> Predicate(string path) => compiler.ToPredicate(Wire.Read($$"""{"{{path}}":{"$eq":1} }""").Filter);
    }

    [Fact]
    public void ToPredicate_ManyThreadsOneShape_CompileOnce()
    {
        var filter = Wire.Read("""{"likes":{"$gt":1}}""").Filter;

        Parallel.For(0, 100, _ => Assert.True(_compiler.ToPredicate(filter)(new Row { Likes = 2 })));

        Assert.Equal(1, _compiler.CompiledShapes);
    }

    [Fact]
    public void ToExpression_Literals_AreCapturedAndNotConstants()
    {
        var expression = _compiler.ToExpression(Wire.Read("""{"likes":{"$in":[41,42]},"name":{"$gt":"x"},"score":{"$lt":43}}""").Filter);

        var constants = new ConstantFinder();
        constants.Visit(expression);
        Assert.DoesNotContain(constants.Values, value => value is 41 or 42 or 43 or "x");
    }

    [Fact]
    public void ToAccessor_Values_AreReadOrAbsent()
    {
        var row = new Row { Likes = 3, Score = 4, Name = "a", Address = new Address { Zip = 5, Point = new Point(6) }, Tags = ["x"], Wish = Level.High };
        var empty = new Row();

        Assert.Equal((3, 0), (Read<int>("likes", row).Value, Read<int>("likes", empty).Value));
        Assert.True(Read<int>("likes", empty).IsPresent);
        Assert.Equal((new(true, 4), default), (Read<int>("score", row), Read<int>("score", empty)));
        Assert.Equal((new(true, "a"), default), (Read<string>("name", row), Read<string>("name", empty)));
        Assert.Equal((new(true, 5), default), (Read<int>("address.zip", row), Read<int>("address.zip", empty)));
        Assert.Equal((new(true, 6), default), (Read<int>("address.point.x", row), Read<int>("address.point.x", new Row { Address = new Address() })));
        Assert.Equal((new(true, Level.High), default), (Read<Level>("wish", row), Read<Level>("wish", empty)));
        Assert.Equal((new(true, row.Tags), default), (Read<System.Collections.IEnumerable>("tags", row), Read<System.Collections.IEnumerable>("tags", empty)));

        PropertyValue<TValue> Read<TValue>(string path, Row from) => _compiler.ToAccessor<TValue>(Row.Schema.Get(path))(from);
    }

    [Fact]
    public void ToAccessor_OfAnotherType_Throws()
    {
        Assert.Throws<ArgumentException>(() => _compiler.ToAccessor<long>(Row.Schema.Get("likes")));
        Assert.Throws<ArgumentException>(() => _compiler.ToAccessor<string>(Row.Schema.Get("tags")));
    }

    [Fact]
    public void ToAccessor_SamePropertyTwice_IsCompiledOnce() =>
        Assert.Same(_compiler.ToAccessor<int>(Row.Schema.Get("likes")), _compiler.ToAccessor<int>(Row.Schema.Get("likes")));

    [Fact]
    public void ToComparer_TieBreak_DecidesLast()
    {
        var compiler = new QueryCompiler<Row>(Comparer<Row>.Create((x, y) => y.Id.CompareTo(x.Id)));
        var comparer = compiler.ToComparer([new OrderTerm(Row.Schema.Get("likes"))]);
        Row[] rows = [new() { Id = 1, Likes = 1 }, new() { Id = 2, Likes = 1 }, new() { Id = 3, Likes = 0 }];

        Assert.Equal([3, 2, 1], rows.Order(comparer).Select(row => row.Id));
    }

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("(a|aa)+$")]
    [InlineData("(.*)*x")]
    public void ToPredicate_CatastrophicPattern_Answers(string pattern)
    {
        var predicate = _compiler.ToPredicate(Wire.Read($$"""{"name":{"$regex":"{{pattern}}"} }""").Filter);

        // With backtracking this would not end.
        Assert.False(predicate(new Row { Name = new string('a', 5_000) + "!" }));
    }

    [Theory]
    [InlineData("((a{100}){100}){100}")]
    [InlineData("(((((a{9}){9}){9}){9}){9}){9}b")]
    [InlineData("(a?){200}(a?){200}(a?){200}b")]
    [InlineData(".*a.{200}b")]
    public void ToPredicate_HugePattern_IsRefusedOrAnswers(string pattern)
    {
        try
        {
            var predicate = _compiler.ToPredicate(Wire.Read($$"""{"name":{"$regex":"{{pattern}}"} }""").Filter);
            Assert.False(predicate(new Row { Name = new string('a', 2_000) }));
        }
        catch (SyncException exception)
        {
            Assert.Equal(SyncErrorCodes.LimitExceeded, exception.Error.Code);
        }
    }

    [Fact]
    public void ToPredicate_LikeWithManyWildcards_Answers()
    {
        var predicate = _compiler.ToPredicate(Wire.Read($$"""{"name":{"$like":"{{string.Concat(Enumerable.Repeat("%a", 100))}}%b"} }""").Filter);

        Assert.False(predicate(new Row { Name = new string('a', 20_000) }));
    }

    private sealed class ConstantFinder : ExpressionVisitor
    {
        public List<object?> Values { get; } = [];

        protected override Expression VisitConstant(ConstantExpression node)
        {
            Values.Add(node.Value);
            return node;
        }
    }
}
