using System.Collections.Immutable;
using System.Linq.Expressions;
using SyncHub.Queries;
using SyncHub.Queries.Evaluation;

namespace SyncHub.Abstractions.Tests.Queries.Linq;

/// <summary>
/// What C# itself answers to a random condition, and what its translation answers. The leaves are lambdas as the compiler makes them, over a
/// random row <c>s</c> whose values they capture; the logic around them is random.
/// </summary>
public sealed class LinqOracleTests
{
    private const int RowCount = 60;
    private const int Runs = 400;
    private const int SampleCount = 15;

    private static readonly Func<Row, Expression<Func<Row, bool>>>[] Leaves =
    [
        s => t => t.Likes == s.Likes,
        s => t => s.Likes != t.Likes,
        s => t => t.Likes < s.Likes,
        s => t => s.Likes <= t.Likes,
        s => t => t.Likes > s.Score,
        s => t => t.Likes >= (double)s.Likes,
        s => t => t.Likes == s.Big,
        s => t => t.Likes != s.Ratio,
        s => t => new[] { "a", "b" }.Contains(s.Name) || t.Done,
        s => t => t.Score == s.Score,
        s => t => t.Score != s.Score,
        s => t => t.Score < s.Score,
        s => t => !(t.Score < s.Score),
        s => t => !(t.Score >= s.Score),
        s => t => t.Score == s.Likes,
        s => t => t.Score == null,
        s => t => null != t.Score,
        s => t => t.Score.HasValue,
        s => t => t.Score.HasValue && t.Score.Value > s.Likes,
        s => t => t.Score.Equals(s.Score),
        s => t => t.Big == s.Big,
        s => t => t.Big > s.Likes,
        s => t => t.Big.Equals(s.Big),
        s => t => t.Big.Equals((object)s.Big),
        s => t => t.Price == s.Price,
        s => t => t.Price <= s.Likes,
        s => t => t.Ratio > s.Ratio,
        s => t => t.Ratio == 0.5,
        s => t => t.Done,
        s => t => !t.Done,
        s => t => t.Done == s.Done,
        s => t => t.Done != true,
        s => t => t.Flag == true,
        s => t => t.Flag != s.Flag,
        s => t => t.Flag ?? false,
        s => t => t.Flag ?? true,
        s => t => t.Flag == null || t.Flag.Value,
        s => t => (t.Likes > s.Likes) == s.Done,
        s => t => (t.Likes > s.Likes) != s.Flag,
        s => t => t.Done & t.Likes == s.Likes,
        s => t => t.Done | t.Likes == s.Likes,
        s => t => t.Owner == s.Owner,
        s => t => t.Owner < s.Owner,
        s => t => t.Owner.CompareTo(s.Owner) >= 0,
        s => t => s.Owner.CompareTo(t.Owner) > 0,
        s => t => t.Parent == (s.Parent ?? s.Owner),
        s => t => t.Parent != s.Parent,
        s => t => t.CreatedAt >= s.CreatedAt,
        s => t => t.CreatedAt == s.CreatedAt,
        s => t => t.DueAt < s.DueAt,
        s => t => t.DueAt == null,
        s => t => t.Day > s.Day,
        s => t => t.Day == s.Day,
        s => t => t.Hour < s.Hour,
        s => t => t.Level == s.Level,
        s => t => t.Level != Level.High,
        s => t => Level.Critical == t.Level,
        s => t => t.Level.Equals(s.Level),
        s => t => t.Wish == s.Wish,
        s => t => t.Wish == s.Level,
        s => t => t.Wish != Level.Low,
        s => t => t.Wish == null,
        s => t => t.Name == s.Name,
        s => t => t.Name != s.Name,
        s => t => t.Name == null,
        s => t => t.Name != null && t.Name.Equals(s.Name),
        s => t => string.Equals(t.Name, s.Name),
        s => t => string.Equals(s.Name, t.Name, StringComparison.Ordinal),
        s => t => Equals(t.Name, s.Name),
        s => t => Equals(t.Likes, s.Likes),
        s => t => string.IsNullOrEmpty(t.Name),
        s => t => !string.IsNullOrEmpty(t.Name) && t.Name != s.Name,
        s => t => QueryFunctions.Compare(t.Name!, s.Name!) < 0,
        s => t => QueryFunctions.Compare(t.Name!, s.Name!) <= 0,
        s => t => 0 < QueryFunctions.Compare(t.Name!, s.Name!),
        s => t => QueryFunctions.Compare(s.Name!, t.Name!) >= 0,
        s => t => QueryFunctions.Compare(s.Name!, t.Name!) == 0,
        s => t => QueryFunctions.Compare(t.Name!, s.Name!) != 0,
        s => t => t.Name != null && t.Name.StartsWith(s.Name ?? "a", StringComparison.Ordinal),
        s => t => t.Name != null && t.Name.EndsWith("ab", StringComparison.Ordinal),
        s => t => t.Name != null && t.Name.Contains(s.Name ?? "a"),
        s => t => t.Name != null && t.Name.Contains('b'),
        s => t => t.Name != null && !t.Name.StartsWith('a'),
        s => t => t.Name != null && QueryFunctions.Like(t.Name, "a%"),
        s => t => t.Address == null,
        s => t => t.Address != null && t.Address.City == s.Name,
        s => t => t.Address != null && t.Address.Zip >= 1,
        s => t => t.Address != null && t.Address.Point == null,
        s => t => t.Address != null && t.Address.Point != null && t.Address.Point.Value.X == s.Likes,
        s => t => s.Address == null || t.Likes == s.Address.Zip,
        s => t => s.Address != null && t.Likes == s.Address.Zip,
        s => t => s.Address == null ? t.Done : t.Likes == s.Address.Zip,
        s => t => s.Done || t.Done,
        s => t => new[] { s.Likes, 2 }.Contains(t.Likes),
        s => t => new int?[] { s.Score, 1 }.Contains(t.Score),
        s => t => new[] { s.Level, Level.High }.Contains(t.Level),
        s => t => new Level?[] { s.Wish }.Contains(t.Wish),
        s => t => new[] { s.Name, "a" }.Contains(t.Name),
        s => t => new List<long> { s.Likes, s.Big, long.MaxValue }.Contains(t.Likes),
        s => t => new List<object> { s.Likes, s.Big }.Contains(t.Big),
        s => t => new HashSet<Guid> { s.Owner }.Contains(t.Owner),
        s => t => new[] { s.Day, null }.ToImmutableArray().Contains(t.Day),
        s => t => !new[] { s.Likes }.Where(like => like > 0).Contains(t.Likes),
        s => t => t.Tags!.Contains(s.Name),
        s => t => t.Marks != null && t.Marks.Contains(s.Likes),
        s => t => t.Tags == null,
    ];

    private readonly QueryCompiler<Row> _compiler = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Build_RandomCondition_AnswersAsCSharp(int seed)
    {
        var random = new Random(seed);
        var domain = new Domain(seed);
        var rows = Enumerable.Range(0, RowCount).Select(id => domain.Row(id).Row).ToList();
        var hits = 0;
        for (var run = 0; run < Runs; run++)
        {
            var parameter = Expression.Parameter(typeof(Row), "t");
            var condition = Expression.Lambda<Func<Row, bool>>(Condition(depth: 3), parameter);
            hits += Check($"Seed {seed}, run {run}", condition, rows);

            Expression Condition(int depth) => (depth == 0 ? 9 : random.Next(7)) switch
            {
                0 or 1 => Expression.AndAlso(Condition(depth - 1), Condition(depth - 1)),
                2 or 3 => Expression.OrElse(Condition(depth - 1), Condition(depth - 1)),
                4 => Expression.Not(Condition(depth - 1)),
                _ => Leaf(),
            };

            Expression Leaf()
            {
                var leaf = Leaves[random.Next(Leaves.Length)](rows[random.Next(rows.Count)]);
                return new Renaming(leaf.Parameters[0], parameter).Visit(leaf.Body);
            }
        }

        Assert.InRange(hits, Runs * RowCount / 5, Runs * RowCount * 4 / 5);
    }

    [Fact]
    public void Build_EachLeafOverEachRow_AnswersAsCSharp()
    {
        var domain = new Domain(7);
        var rows = Enumerable.Range(0, RowCount).Select(id => domain.Row(id).Row).ToList();
        var samples = rows.Take(SampleCount).ToList();
        foreach (var leaf in Leaves)
        {
            var hits = samples.Sum(sample => Check($"Seed 7, row {sample.Id}", leaf(sample), rows));

            // A leaf that always or never holds would prove nothing.
            Assert.True(hits > 0 && hits < SampleCount * RowCount, leaf(rows[0]).ToString());
        }
    }

    private int Check(string run, Expression<Func<Row, bool>> condition, List<Row> rows)
    {
        var expected = rows.Where(condition.Compile()).Select(row => row.Id).ToList();

        var query = QueryBuilder<Row>.All.Where(condition).Build(Row.Schema, Wire.Unlimited);

        var actual = rows.Where(_compiler.ToPredicate(query.Filter)).Select(row => row.Id);
        Assert.True(expected.SequenceEqual(actual), $"{run}:\n{condition}\nis {query.Filter}");
        return expected.Count;
    }

    private sealed class Renaming(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
