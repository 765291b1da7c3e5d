using System.Text.Json.Nodes;
using SyncHub.Queries;
using SyncHub.Queries.Evaluation;
using SyncHub.Server.Matching;
using SyncHub.Server.Windows;
using Xunit.Abstractions;

namespace SyncHub.Server.Tests.Matching;

/// <summary>Random filters over random changes, against the evaluation of every filter on both rows. A row whose evaluation throws does not match.</summary>
public sealed class MatcherOracleTests(ITestOutputHelper output)
{
    private const int Queries = 150;
    private const int Changes = 400;

    private static readonly QueryCompiler<MatchRow> Compiler = new();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    public void Match_RandomFiltersAndChanges_AnswersAsEvaluatingAll(int seed, int depth)
    {
        output.WriteLine($"seed {seed}, depth {depth}");
        var random = new Random(seed);
        var domain = new MatchDomain(random);
        var observer = new CountingObserver();
        var matcher = new QueryMatcher<MatchRow, OracleQuery>(MatchRow.Schema, Compiler, observer);
        List<(MatcherEntry<MatchRow, OracleQuery> Entry, OracleQuery Query)> entries = [];
        int hits = 0, moves = 0;
        for (var step = 0; step < Changes; step++)
        {
            // Queries come and go all the time, so that the indexes are those of a life and not of a build.
            for (var count = step == 0 ? Queries : random.Next(6); count > 0; count--)
            {
                var query = new OracleQuery(MatchRow.Filter(domain.Filter(depth).ToJsonString()));
                entries.Add((matcher.Add(query, query.Filter), query));
            }

            while (entries.Count > Queries)
            {
                var at = random.Next(entries.Count);
                matcher.Remove(entries[at].Entry);
                entries.RemoveAt(at);
            }

            var change = RandomChange(random, domain);
            var found = change.FoundBy(matcher);
            foreach (var (_, query) in entries)
            {
                var expected = change.Expected(query.Predicate);
                hits += expected.Was || expected.Is ? 1 : 0;
                moves += expected.Was != expected.Is ? 1 : 0;
                var actual = found.Where(match => match.Query == query).Select(match => (match.Was, match.Is)).ToList();
                if (!actual.SequenceEqual(expected is (false, false) ? [] : [expected]))
                {
                    Assert.Fail($"Seed {seed}, step {step}: {query.Filter}\n{change}\nexpected {expected}, found [{string.Join(", ", actual)}] among all, {Alone(query.Filter, change)} alone");
                }
            }

            Assert.Equal(entries.Count, matcher.Count);
            Assert.Equal(observer.Scanned, entries.Count(entry => entry.Query.Filter is not (NothingFilter or EverythingFilter) && AccessChoice.Of(entry.Query.Filter, MatchRow.Schema.Key) is null));
        }

        output.WriteLine($"{hits} hits, {moves} of them in or out, {observer.Failures.Count} failures, {observer.Scanned} scanned");
        Assert.InRange(hits, Changes * Queries / 50, Changes * Queries / 2);
        Assert.InRange(moves, hits / 4, hits);
        Assert.NotEmpty(observer.Failures);
        foreach (var (entry, _) in entries)
        {
            matcher.Remove(entry);
        }

        Assert.Equal((0, 0, 0), (matcher.Count, matcher.IndexCount, observer.Scanned));
    }

    private static MatchChange RandomChange(Random random, MatchDomain domain)
    {
        var before = domain.Row();
        var (after, changed) = domain.Update(before);
        return random.Next(6) switch
        {
            0 => new MatchChange(null, before, ChangedProperties.All),
            1 => new MatchChange(before, null, ChangedProperties.All),
            2 => new MatchChange(before, after, ChangedProperties.All),
            _ => new MatchChange(before, after, ChangedProperties.Of(changed)),
        };
    }

    private static string Alone(Filter filter, MatchChange change)
    {
        var matcher = new QueryMatcher<MatchRow, OracleQuery>(MatchRow.Schema, Compiler, new CountingObserver());
        matcher.Add(new OracleQuery(filter), filter);
        return string.Join(", ", change.FoundBy(matcher).Select(match => (match.Was, match.Is)).DefaultIfEmpty((false, false)));
    }

    private sealed record OracleQuery(Filter Filter)
    {
        public Func<MatchRow, bool> Predicate { get; } = Compiler.ToPredicate(Filter);

        // Two queries may have the same filter.
        public bool Equals(OracleQuery? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }

    private sealed record MatchChange(JsonObject? Before, JsonObject? After, ChangedProperties Changed)
    {
        private readonly MatchRow? _before = Before is null ? null : MatchDomain.Read(Before);
        private readonly MatchRow? _after = After is null ? null : MatchDomain.Read(After);

        public List<Match<OracleQuery>> FoundBy(QueryMatcher<MatchRow, OracleQuery> matcher)
        {
            List<Match<OracleQuery>> hits = [];
            matcher.Match(_before, _after, Changed, hits);
            return hits;
        }

        public (bool Was, bool Is) Expected(Func<MatchRow, bool> predicate) => (Holds(predicate, _before), Holds(predicate, _after));

        public override string ToString() =>
            $"before {Before?.ToJsonString() ?? "none"}\nafter  {After?.ToJsonString() ?? "none"}\nchanged {(Changed.IsAll ? "all" : string.Join(", ", Changed.Names.ToArray()))}";

        private static bool Holds(Func<MatchRow, bool> predicate, MatchRow? row)
        {
            try
            {
                return row is not null && predicate(row);
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }
    }
}
