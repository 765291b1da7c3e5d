using BenchmarkDotNet.Attributes;
using SyncHub.Queries;
using SyncHub.Queries.Evaluation;
using SyncHub.Server.Matching;
using SyncHub.Server.Windows;

namespace SyncHub.Benchmarks;

/// <summary>
/// 100,000 queries: two fifths each on a room of their own and on a range of likes, one fifth on a room, an author and a range. The changes
/// take turns, so that they find the indexes in memory and not in the cache. The baseline evaluates 1,000 of the queries on both rows: a
/// hundredth of what evaluating all takes.
/// </summary>
public class MatcherBenchmarks
{
    private const int Queries = 100_000;
    private const int Sampled = 1_000;
    private const int Changes = 4_096;
    private const int Gap = 20;

    private static readonly ChangedProperties Likes = ChangedProperties.Of("likes");
    private static readonly ChangedProperties Text = ChangedProperties.Of("text");

    private readonly QueryCompiler<Message> _compiler = new();
    private readonly List<Match<string>> _hits = [];
    private readonly (Message Before, Message After)[] _misses = new (Message, Message)[Changes];
    private readonly (Message Before, Message After)[] _single = new (Message, Message)[Changes];
    private readonly Filter[] _added = new Filter[Changes];
    private QueryMatcher<Message, string> _matcher = null!;
    private Func<Message, bool>[] _sample = null!;
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        _matcher = new QueryMatcher<Message, string>(Message.Schema, _compiler, new SilentObserver());
        var filters = Enumerable.Range(0, Queries).Select(Filter).ToArray();
        foreach (var filter in filters)
        {
            _matcher.Add("query", filter);
        }

        // Random, not every hundredth: that would be of one kind.
        _sample = [.. random.GetItems(filters, Sampled).Select(_compiler.ToPredicate)];
        for (var i = 0; i < Changes; i++)
        {
            _misses[i] = (Row("nobody's", InNoRange(random)), Row("nobody's", InNoRange(random)));
            var room = $"room {random.Next(Queries / 5) * 5}";
            _single[i] = (Row(room, InNoRange(random)), Row(room, InNoRange(random)));
            _added[i] = Filter(Queries + i);
        }

        Check(_misses, 0);
        Check(_single, 1);
    }

    [Benchmark(Baseline = true)]
    public int Evaluate1000Of100000()
    {
        var (before, after) = Next(_misses);
        var matches = 0;
        foreach (var predicate in _sample)
        {
            matches += predicate(before) || predicate(after) ? 1 : 0;
        }

        return matches;
    }

    [Benchmark]
    public int TouchesNone_RangePropertyChanged() => Match(_misses, Likes);

    [Benchmark]
    public int TouchesNone_OtherPropertyChanged() => Match(_misses, Text);

    [Benchmark]
    public int TouchesNone_AllChanged() => Match(_misses, ChangedProperties.All);

    [Benchmark]
    public int TouchesOne() => Match(_single, Likes);

    [Benchmark]
    public void AddAndRemove() => _matcher.Remove(_matcher.Add("query", Next(_added)));

    private static Filter Filter(int number)
    {
        var from = number * Gap;
        var json = (number % 5) switch
        {
            0 or 1 => $$$"""{"roomId":{"$eq":"room {{{number}}}"}}""",
            2 => $$$"""{"roomId":{"$eq":"room {{{number}}}"},"author":{"$eq":"author {{{number}}}"},"likes":{"$gte":{{{number}}}}}""",
            _ => $$$"""{"likes":{"$gte":{{{from}}},"$lt":{{{from + (Gap / 2)}}}}}""",
        };
        return Query.Read(Message.Schema, Message.Json(json)).Filter;
    }

    private static int InNoRange(Random random) => (random.Next(Queries) * Gap) + (Gap / 2) + random.Next(Gap / 2);

    private static Message Row(string room, int likes) => new() { RoomId = room, Author = "author", Likes = likes };

    private TItem Next<TItem>(TItem[] items) => items[_next++ % Changes];

    private int Match((Message Before, Message After)[] changes, ChangedProperties changed)
    {
        var (before, after) = Next(changes);
        _hits.Clear();
        _matcher.Match(before, after, changed, _hits);
        return _hits.Count;
    }

    private void Check((Message Before, Message After)[] changes, int hits)
    {
        for (var i = 0; i < Changes; i++)
        {
            if (Match(changes, ChangedProperties.All) != hits)
            {
                throw new InvalidOperationException($"A change touches {_hits.Count} queries in place of {hits}.");
            }
        }
    }

    private sealed class SilentObserver : IMatcherObserver
    {
        public void ScanListed(string clause) => throw new InvalidOperationException($"No query is to be scanned: {clause}");

        public void ScanUnlisted()
        {
        }

        public void EvaluationFailed(Exception exception) => throw new InvalidOperationException("No evaluation is to fail.", exception);
    }
}
