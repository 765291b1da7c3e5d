using System.Text.Json;
using System.Text.Json.Nodes;
using SyncHub.Queries;
using SyncHub.Server.Data;

namespace SyncHub.EntityFrameworkCore.Tests.Sources;

/// <summary>What a database answers, against memory over the same rows.</summary>
public abstract class SampleQueryTests(SampleDatabase database)
{
    private const int RowCount = 60;
    private const int QueryCount = 100;

    private static readonly QueryLimits Unlimited = new() { Depth = 60, Terms = 10_000 };

    /// <summary>What the database does not evaluate as memory does: a path for its order, a path and an operator for a term.</summary>
    protected abstract IEnumerable<string> Refused { get; }

    private HashSet<string> AllRefused => [.. Refused, .. SampleDomain.Paths.Where(path => SampleSchema.Find(path).Operators.Contains(FilterOperator.Regex)).Select(path => $"{path} $regex")];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ReadAsync_RandomQueries_AnswersAsMemory(int seed)
    {
        var domain = new SampleDomain(seed, AllRefused);
        var rows = await FillAsync(domain);
        var random = new Random(seed);
        var hits = 0;
        for (var run = 0; run < QueryCount; run++)
        {
            var query = Read(domain.Filter(depth: 3), domain.Order(path => SampleSchema.Find(path).IsSortable));
            var expected = Expected(rows, query);
            hits += expected.Count;
            await CheckAsync(query, expected, rows, random, $"Seed {seed}, run {run}: {query}");
        }

        // Neither all nor nothing, or the test says little.
        Assert.InRange(hits, QueryCount * RowCount / 5, QueryCount * RowCount * 4 / 5);
    }

    [Fact]
    public async Task ReadAsync_EachOperatorOfEachProperty_AnswersAsMemoryOrIsRefused()
    {
        var refused = AllRefused;
        var domain = new SampleDomain(71, refused);
        var rows = await FillAsync(domain);
        var wrong = new List<string>();
        foreach (var path in SampleDomain.Paths)
        {
            foreach (var op in SampleDomain.OperatorsOf(SampleSchema.Find(path)))
            {
                for (var run = 0; run < 4; run++)
                {
                    var negated = run % 2 == 1;
                    JsonNode term = new JsonObject { [path] = new JsonObject { [op] = domain.Operand(path, op) } };
                    await NoteAsync(Read(negated ? new JsonObject { ["$not"] = term } : (JsonObject)term, []));
                }
            }

            if (SampleSchema.Find(path).IsSortable)
            {
                foreach (var direction in new[] { "ASC", "DESC" })
                {
                    await NoteAsync(Read([], new JsonObject { [path] = direction }));
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Distinct()));

        async Task NoteAsync(Query query)
        {
            var isRefused = IsRefused(query.Filter, refused) || query.Order.Any(term => refused.Contains(term.Property.Path));
            try
            {
                var read = await database.Source.ReadAsync(new RowRange<Sample> { Query = query, Take = 1_000 }, default);
                if (isRefused)
                {
                    wrong.Add($"not refused: {query}");
                }

                if (!read.Rows.Select(row => row.Entity.Id).SequenceEqual(Expected(rows, query).Select(row => row.Entity.Id)))
                {
                    wrong.Add($"other rows: {query}");
                }
            }
            catch (SyncException refusal) when (refusal.Error.Code == SyncErrorCodes.InvalidFilter)
            {
                if (!isRefused)
                {
                    wrong.Add($"refused: {query}: {refusal.Message}");
                }
            }
            catch (Exception exception)
            {
                wrong.Add($"failed: {query}: {exception.Message}");
            }
        }
    }

    // As the canonical form has it: a pattern may have become an equality.
    private static bool IsRefused(Filter filter, IReadOnlySet<string> refused) => filter switch
    {
        AndFilter all => all.Operands.Any(operand => IsRefused(operand, refused)),
        OrFilter any => any.Operands.Any(operand => IsRefused(operand, refused)),
        NotFilter not => IsRefused(not.Operand, refused),
        TermFilter term => term.Literals.Any(literal => literal.Value is not null) && refused.Contains($"{term.Property.Path} {SampleDomain.NameOf(term.Operator)}"),
        _ => false,
    };

    private static Query Read(JsonObject filter, JsonObject order) =>
        Query.Read(Schema, JsonSerializer.SerializeToElement(filter), JsonSerializer.SerializeToElement(order), limits: Unlimited);

    private static readonly QuerySchema Schema = QuerySchema.Create(SampleDomain.Json.GetTypeInfo(typeof(Sample)), "id");

    private List<Row<Sample>> Expected(IReadOnlyList<Row<Sample>> rows, Query query)
    {
        var compiler = database.Model.Queries.Compiler;
        var matches = compiler.ToPredicate(query.Filter);
        var order = compiler.ToComparer(query.Order);
        return [.. rows.Where(row => matches(row.Entity)).Order(Comparer<Row<Sample>>.Create((x, y) => order.Compare(x.Entity, y.Entity)))];
    }

    private async Task<IReadOnlyList<Row<Sample>>> FillAsync(SampleDomain domain)
    {
        await database.FillAsync(Enumerable.Range(0, RowCount).Select(domain.Sample));
        var all = await database.Source.ReadAsync(new RowRange<Sample> { Query = Read([], []), Take = int.MaxValue }, default);
        Assert.Equal(Enumerable.Range(0, RowCount), all.Rows.Select(row => row.Entity.Id));
        return all.Rows;
    }

    private async Task CheckAsync(Query query, List<Row<Sample>> expected, IReadOnlyList<Row<Sample>> rows, Random random, string what)
    {
        var skip = random.Next(3) == 0 ? random.Next(expected.Count + 3) : 0;
        var take = random.Next(4) switch { 0 => int.MaxValue, 1 => 0, _ => random.Next(1, 20) };
        var page = await database.Source.ReadAsync(new RowRange<Sample> { Query = query, Skip = skip, Take = take, CountTotal = random.Next(2) == 0 }, default);
        var wanted = expected.Skip(skip).Take(take).Select(row => row.Entity.Id);
        Assert.True(wanted.SequenceEqual(page.Rows.Select(row => row.Entity.Id)), $"{what}\nskip {skip}, take {take}\nexpected {string.Join(' ', wanted)}\nactual   {string.Join(' ', page.Rows.Select(row => row.Entity.Id))}");
        Assert.True(page.IsComplete == (expected.Count <= (long)skip + take), what);
        Assert.True(page.Total is null || page.Total == expected.Count, what);

        // From behind a row, whether it matches or not.
        var after = rows[random.Next(rows.Count)];
        var order = database.Model.Queries.Order(query);
        var behind = await database.Source.ReadAsync(new RowRange<Sample> { Query = query, After = after, Take = 10 }, default);
        var following = expected.Where(row => order.Compare(row, after) > 0).Take(10).Select(row => row.Entity.Id);
        Assert.True(
            following.SequenceEqual(behind.Rows.Select(row => row.Entity.Id)),
            $"{what}\nbehind {after.Entity.Id}\nexpected {string.Join(' ', following)}\nactual   {string.Join(' ', behind.Rows.Select(row => row.Entity.Id))}");
    }
}

/// <inheritdoc/>
public sealed class SqliteQueryTests(SqliteSamples database) : SampleQueryTests(database), IClassFixture<SqliteSamples>
{
    private static readonly string[] Ranges = ["$gt", "$gte", "$lt", "$lte"];

    protected override IEnumerable<string> Refused =>
    [
        .. Ranges.Select(op => $"huge {op}"), "huge",
        .. new[] { "$eq", "$ne", "$in", "$nin" }.Concat(Ranges).Select(op => $"seenAt {op}"), "seenAt",
        .. Ranges.Concat(["$startsWith", "$endsWith", "$contains", "$like"]).Select(op => $"coded {op}"), "coded",
        "signs",
        "friends $contains",
    ];
}

/// <inheritdoc/>
public sealed class PostgresQueryTests(PostgresSamples database) : SampleQueryTests(database), IClassFixture<PostgresSamples>
{
    protected override IEnumerable<string> Refused =>
    [
        .. new[] { "$gt", "$gte", "$lt", "$lte", "$startsWith", "$endsWith", "$contains", "$like" }.Select(op => $"coded {op}"), "coded",
        "signs",
    ];
}
