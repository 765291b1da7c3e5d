using SyncHub.Server.Windows;
using Xunit.Abstractions;

namespace SyncHub.Server.Tests.Windows;

/// <summary>Counts work and bytes; alone, because the bytes are those of the whole process.</summary>
[Collection(nameof(OrderedViewCostTests))]
[CollectionDefinition(nameof(OrderedViewCostTests), DisableParallelization = true)]
public sealed class OrderedViewCostTests(ITestOutputHelper output)
{
    private const int Seed = 7;

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(10_000, true)]
    [InlineData(100_000, true)]
    [InlineData(100_000, false)]
    public void Apply_OneChange_ComparesOnlyAlongOnePath(int rows, bool isFull)
    {
        var random = new Random(Seed);
        long comparisons = 0;
        var order = Comparer<int>.Create((left, right) =>
        {
            comparisons++;
            return left.CompareTo(right);
        });
        var view = new OrderedView<OrderedRow<int>>(OrderedRow<int>.By(order), KeyOrder.Wire, new ViewOptions { FullLimit = isFull ? int.MaxValue : 500 });
        view.Open(100, 50, out _);
        var sorts = Enumerable.Range(0, rows).Select(_ => random.Next(rows)).ToArray();
        var sorted = Enumerable.Range(0, rows).OrderBy(number => sorts[number]).ThenBy(number => number).Select(number => new OrderedRow<int>(number, sorts[number]));
        view.Load([.. sorted.Take(isFull ? rows : view.WantedRows)], isComplete: isFull, rows);
        long worst = 0;
        for (var step = 0; step < 2_000; step++)
        {
            var number = random.Next(rows);
            var to = random.Next(isFull ? rows : 600);
            comparisons = 0;
            var result = view.Apply([new RowChange<OrderedRow<int>>(number, Was: true, Is: true, new OrderedRow<int>(number, to), ChangedProperties.Of("sort"))]);
            worst = Math.Max(worst, comparisons);
            Assert.All(result.Changes, change => Assert.InRange(change.Edits!.Count, 1, 2));
        }

        output.WriteLine($"seed {Seed}, {rows} rows: at most {worst} comparisons a change");
        Assert.InRange(worst, 1, 4 + (int)Math.Ceiling(Math.Log2(isFull ? rows : 501)));
    }

    [Fact]
    public void View_FiftyNewestByInstant_TakesLessThanTwoKilobytesBesideItsRows()
    {
        const int Views = 2_000;
        var order = OrderedRow<DateTime>.By(Comparer<DateTime>.Create(static (left, right) => right.CompareTo(left)));
        var keys = Enumerable.Range(0, 102).Select(number => (SyncKey)new Guid(number, 0, 0, new byte[8])).ToArray();
        OrderedRow<DateTime>[] rows = [.. Enumerable.Range(0, 100).Select(number => new OrderedRow<DateTime>(keys[number], DateTime.UnixEpoch.AddDays(-number)))];
        var held = new OrderedView<OrderedRow<DateTime>>[Views];
        var options = new ViewOptions();
        var newest = new OrderedRow<DateTime>(keys[100], DateTime.UnixEpoch.AddDays(1));

        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Views; i++)
        {
            held[i] = new OrderedView<OrderedRow<DateTime>>(order, KeyOrder.Wire, options);
            held[i].Open(0, 50, out _);
            held[i].Load(rows, isComplete: false, total: 10_000);
            held[i].Apply([new RowChange<OrderedRow<DateTime>>(keys[100], false, true, newest, ChangedProperties.All)]);
        }

        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Views;

        output.WriteLine($"{each} bytes a view of {held[0].Count} rows");
        Assert.Equal(100, held[0].Count);
        Assert.InRange(each, 1_200, 2_048);
    }
}
