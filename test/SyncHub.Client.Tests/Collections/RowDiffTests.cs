using System.Collections.Immutable;
using SyncHub.Client.Collections;
using static SyncHub.Client.Tests.Collections.PageWire;

namespace SyncHub.Client.Tests.Collections;

public sealed class RowDiffTests
{
    private const int Seed = 77;

    [Fact]
    public void Between_RandomLists_LeadsFromOneToTheOther()
    {
        var random = new Random(Seed);
        for (var run = 0; run < 5_000; run++)
        {
            var pool = Enumerable.Range(1, random.Next(1, 12)).Select(id => Row(id, "a")).ToArray();
            var held = Some(pool, random);
            var next = Some([.. pool.Select(row => random.Next(4) == 0 ? row with { Body = Row(1, "b").Body } : row)], random);
            var rows = held.ToList();
            foreach (var edit in RowDiff.Between(held, next))
            {
                edit.ApplyTo(rows);
                Assert.True(rows.Count <= Math.Max(held.Length, next.Length), $"Seed {Seed}, run {run}.");
            }

            Assert.True(rows.SequenceEqual(next, ReferenceEqualityComparer.Instance), $"Seed {Seed}, run {run}.");
        }
    }

    [Theory]
    [InlineData(0, 99)]
    [InlineData(99, 0)]
    [InlineData(50, 10)]
    public void Between_OneRowMoved_IsOneMove(int from, int to)
    {
        var held = Many(100);
        var next = held.ToList();
        RowEdit<CollectionRow>.Move(from, to).ApplyTo(next);

        Assert.Equal(RowEdit<CollectionRow>.Move(from, to), Assert.Single(RowDiff.Between(held, [.. next]).ToArray()));
    }

    [Fact]
    public void Between_Extension_IsInsertionsAtTheEnd()
    {
        var next = Many(50);

        Assert.Equal(Enumerable.Range(40, 10).Select(index => RowEdit<CollectionRow>.Insert(index, next[index])), RowDiff.Between(next[..40], next).ToArray());
    }

    [Theory]
    [InlineData(RowDiff.MaxSteps, false)]
    [InlineData(RowDiff.MaxSteps + 1, true)]
    public void Between_TooManySteps_IsAWhole(int steps, bool isWhole) =>
        Assert.Equal(isWhole, RowDiff.Between(Many(200), Many(200)[steps..]).IsDefault);

    private static ImmutableArray<CollectionRow> Many(int count) => [.. AllRows.Take(count)];

    private static readonly ImmutableArray<CollectionRow> AllRows = [.. Enumerable.Range(1, 200).Select(id => Row(id, "a"))];

    private static ImmutableArray<CollectionRow> Some(CollectionRow[] rows, Random random)
    {
        var some = rows.Where(_ => random.Next(3) > 0).ToArray();
        random.Shuffle(some);
        return random.Next(3) == 0 ? [.. some.OrderBy(row => row.Key, StringComparer.Ordinal)] : [.. some];
    }
}
