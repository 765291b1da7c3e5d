using SyncHub.Queries;
using SyncHub.Server.Matching;
using Xunit.Abstractions;

namespace SyncHub.Server.Tests.Matching;

public sealed class IntervalTreeTests(ITestOutputHelper output)
{
    private static readonly QueryProperty Likes = MatchRow.Schema.Get("likes");

    [Theory]
    [InlineData(1, 6, 3_000)]
    [InlineData(2, 30, 3_000)]
    [InlineData(3, 1_000, 3_000)]
    public void Collect_RandomRangesAddedAndRemoved_FindsWhatAListFinds(int seed, int values, int steps)
    {
        output.WriteLine($"seed {seed}, {values} values");
        var random = new Random(seed);
        var tree = new IntervalTree<MatchRow, RangeAccess, int>();
        List<MatcherEntry<MatchRow, RangeAccess>> list = [];
        for (var step = 0; step < steps; step++)
        {
            if (random.Next(5) < (step < steps / 2 ? 3 : 2) || list.Count == 0)
            {
                var range = RandomRange(random, values);
                list.Add(Entry(range));
                tree.Add(Cut<int>.LowerOf(range), Cut<int>.UpperOf(range), list[^1]);
            }
            else
            {
                var at = random.Next(list.Count);
                Remove(tree, list[at]);
                list.RemoveAt(at);
            }

            var value = random.Next(-1, values + 1);
            var expected = list.Where(entry => Holds(entry.Query, value)).ToHashSet();
            var found = Find(tree, value);
            Assert.True(found.Count == expected.Count && expected.SetEquals(found), $"Seed {seed}, step {step}, value {value}");
            Assert.InRange(tree.Height, 0, 1 + (1.45 * Math.Log2(list.Count + 2)));
        }

        foreach (var entry in list)
        {
            Remove(tree, entry);
        }

        Assert.True(tree.IsEmpty);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Height_AHundredThousandInOrder_IsLogarithmic(bool descending)
    {
        var tree = new IntervalTree<MatchRow, RangeAccess, int>();
        var entries = Enumerable.Range(0, 100_000).Select(number => descending ? -number : number)
            .Select(number => Entry(new RangeAccess(Likes, new RangeEnd(number, IsAfter: false), new RangeEnd(number + 10, IsAfter: true)))).ToList();
        foreach (var entry in entries)
        {
            tree.Add(Cut<int>.LowerOf(entry.Query), Cut<int>.UpperOf(entry.Query), entry);
        }

        Assert.InRange(tree.Height, 13, 20);
        foreach (var entry in entries.Take(99_000))
        {
            Remove(tree, entry);
        }

        Assert.InRange(tree.Height, 6, 11);
    }

    private static MatcherEntry<MatchRow, RangeAccess> Entry(RangeAccess range) => new(range, Filter.Everything, null, 0);

    private static void Remove(IntervalTree<MatchRow, RangeAccess, int> tree, MatcherEntry<MatchRow, RangeAccess> entry) =>
        tree.Remove(Cut<int>.LowerOf(entry.Query), Cut<int>.UpperOf(entry.Query), entry);

    private static List<MatcherEntry<MatchRow, RangeAccess>> Find(IntervalTree<MatchRow, RangeAccess, int> tree, int value)
    {
        var candidates = new Candidates<MatchRow, RangeAccess>(new CountingObserver());
        tree.CollectInto(candidates, RowImages.After, value);
        List<MatcherEntry<MatchRow, RangeAccess>> found = [.. candidates.Entries];
        candidates.Clear();
        return found;
    }

    private static bool Holds(RangeAccess range, int value) =>
        (range.Lower is not { } lower || (lower.IsAfter ? value > (int)lower.Value : value >= (int)lower.Value))
        && (range.Upper is not { } upper || (upper.IsAfter ? value <= (int)upper.Value : value < (int)upper.Value));

    // Empty and upside-down ranges too: what can never hold must be found by nothing, and removed all the same.
    private static RangeAccess RandomRange(Random random, int values)
    {
        var from = random.Next(values);
        var lower = random.Next(8) == 0 ? null : new RangeEnd(from, random.Next(2) == 0);
        var upper = random.Next(8) == 0 ? null : new RangeEnd(random.Next(Math.Max(0, from - 1), values), random.Next(2) == 0);
        return new RangeAccess(Likes, lower, upper);
    }
}
