using System.Linq.Expressions;
using SyncHub.Queries;
using SyncHub.Queries.Evaluation;

namespace SyncHub.Abstractions.Tests.Queries;

/// <summary>Conditions in code beside those that travel.</summary>
public sealed class CodeFilterTests
{
    private static readonly Row[] Rows = [.. Enumerable.Range(0, 20).Select(number => new Row { Id = number, Likes = number % 5, Name = number % 3 == 0 ? null : $"n{number}" })];

    private readonly QueryCompiler<Row> _compiler = new();

    [Fact]
    public void Evaluate_BesideTermsAndNegated_EqualsLinq()
    {
        var odd = Code("odd", row => row.Id % 2 == 1);
        Filter[] filters =
        [
            odd,
            new NotFilter(odd),
            new AndFilter([odd, Wire.Canonical("""{"likes":{"$gt":2}}""")]),
            new OrFilter([Wire.Canonical("""{"name":{"$eq":null}}"""), new NotFilter(new AndFilter([odd, Wire.Canonical("""{"likes":{"$lt":4}}""")]))]),
        ];
        Func<Row, bool>[] expected =
        [
            row => row.Id % 2 == 1,
            row => row.Id % 2 != 1,
            row => row.Id % 2 == 1 && row.Likes > 2,
            row => row.Name is null || !(row.Id % 2 == 1 && row.Likes < 4),
        ];

        for (var i = 0; i < filters.Length; i++)
        {
            var ids = Rows.Where(expected[i]).Select(row => row.Id).ToList();
            foreach (var filter in new[] { filters[i], filters[i].Canonicalize() })
            {
                Assert.Equal(ids, Rows.Where(_compiler.ToPredicate(filter)).Select(row => row.Id));
                Assert.Equal(ids, Rows.AsQueryable().Where(_compiler.ToExpression(filter)).Select(row => row.Id));
            }
        }
    }

    [Fact]
    public void ToPredicate_OtherCodeInOneShape_CompilesTheShapeOnce()
    {
        var predicates = Enumerable.Range(0, 5).Select(wanted => _compiler.ToPredicate(new AndFilter([Code($"is {wanted}", row => row.Id == wanted), Wire.Canonical($$$"""{"likes":{"$gte":{{{wanted - 5}}}}}""")]))).ToList();

        Assert.Equal(1, _compiler.CompiledShapes);
        for (var wanted = 0; wanted < predicates.Count; wanted++)
        {
            Assert.Equal([wanted], Rows.Where(predicates[wanted]).Select(row => row.Id));
        }
    }

    [Fact]
    public void Equals_SameNameOrAnother_IsByName()
    {
        Assert.Equal(Code("a", row => row.Done), Code("a", row => row.Done));
        Assert.NotEqual(Code("a", row => row.Done), Code("b", row => row.Done));
        Assert.Same(Filter.Nothing, new AndFilter([Code("a", row => row.Done), new NotFilter(Code("a", row => row.Done))]).Canonicalize());
    }

    [Fact]
    public void ToExpression_Code_IsWrittenOutForAProvider()
    {
        var expression = _compiler.ToExpression(Code("a", entity => entity.Likes > 3));

        Assert.Equal("row => (row.Likes > 3)", expression.ToString());
    }

    [Fact]
    public void Read_FromTheWire_IsRefused()
    {
        var refused = Assert.Throws<SyncException>(() => Wire.Read("""{"$code":"a"}"""));

        Assert.Equal(SyncErrorCodes.InvalidFilter, refused.Error.Code);
    }

    private static CodeFilter Code(string name, Expression<Func<Row, bool>> predicate) => new(name, predicate);
}
