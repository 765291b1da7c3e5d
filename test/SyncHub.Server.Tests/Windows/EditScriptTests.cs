using SyncHub.Server.Windows;
using Xunit.Abstractions;

namespace SyncHub.Server.Tests.Windows;

public sealed class EditScriptTests(ITestOutputHelper output)
{
    private static readonly SyncKey[] Keys = [.. Enumerable.Range(0, 10).Select(number => (SyncKey)$"k{number}")];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Between_RandomBatches_IsNoLongerThanItMustBe(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var source = new ModelSource();
        var view = new OrderedView<OrderedRow<int?>>(OrderedRow<int?>.Ascending, KeyOrder.Wire, new ViewOptions());
        view.Load([], isComplete: true, total: 0);
        Window[] windows = [.. new (int Skip, int? Top)[] { (0, null), (0, 3), (1, 4), (4, 2), (2, 1) }.Select(page => view.Open(page.Skip, page.Top, out _))];
        var moves = 0;
        for (var step = 0; step < 20_000; step++)
        {
            var before = windows.Select(view.Page).ToList();
            source.Write(Enumerable.Range(0, random.Next(1, 6)).Select(_ => RandomRow(random)));
            var changes = source.CommitAt(source.Head);

            var leaving = view.Apply(changes).Changes.ToDictionary(change => change.Window, change => change.Edits!);

            for (var i = 0; i < windows.Length; i++)
            {
                moves += AssertMinimal(before[i], view.Page(windows[i]), leaving.GetValueOrDefault(windows[i]) ?? [], changes);
            }
        }

        Assert.True(moves > 1_000);
    }

    private static int AssertMinimal(IReadOnlyList<SyncKey> before, IReadOnlyList<SyncKey> after, IReadOnlyList<WindowEdit> edits, RowChange<OrderedRow<int?>>[] changes)
    {
        var changed = changes.GroupBy(change => change.Key).ToDictionary(
            group => group.Key,
            group => group.Aggregate(default(ChangedProperties), (all, change) => all.Union(change.Changed)));
        var remaining = before.Intersect(after).Where(key => !changed.GetValueOrDefault(key).IsAll).ToList();
        var touched = remaining.Where(changed.ContainsKey).ToList();
        int Edits(WindowEditKind kind) => edits.Count(edit => edit.Kind == kind);
        Assert.Equal(before.Count - remaining.Count, Edits(WindowEditKind.Remove));
        Assert.Equal(after.Count - remaining.Count, Edits(WindowEditKind.Insert));
        Assert.Equal(FewestMoves(remaining, [.. after], touched), Edits(WindowEditKind.Move));
        Assert.Equal(touched.Count, Edits(WindowEditKind.Move) + Edits(WindowEditKind.Update));
        Assert.All(edits.Where(edit => edit.Kind == WindowEditKind.Move), edit => Assert.Contains(edit.Key, touched));
        if (changed.Count == 1 && !changed.Values.Single().IsAll)
        {
            Assert.True(edits.Count <= 2);
        }

        return Edits(WindowEditKind.Move);
    }

    // Every choice of touched rows to move: the smallest that leaves the others in order.
    private static int FewestMoves(List<SyncKey> remaining, List<SyncKey> after, List<SyncKey> touched) =>
        Enumerable.Range(0, 1 << touched.Count)
            .Where(choice =>
            {
                var ranks = remaining.Where(key => touched.IndexOf(key) is var index && (index < 0 || (choice >> index & 1) == 0)).Select(key => after.IndexOf(key)).ToList();
                return ranks.SequenceEqual(ranks.Order());
            })
            .Min(choice => System.Numerics.BitOperations.PopCount((uint)choice));

    private static (SyncKey Key, ModelRow? Row) RandomRow(Random random)
    {
        var key = Keys[random.Next(Keys.Length)];
        return random.Next(8) == 0 ? (key, null) : (key, new ModelRow(random.Next(10) != 0, random.Next(5) == 0 ? null : random.Next(4), random.Next(3)));
    }
}
