using BenchmarkDotNet.Attributes;
using SyncHub.Server.Windows;

namespace SyncHub.Benchmarks;

/// <summary>
/// The first 50 of many matches, newest first, under changes within those 50: a row is inserted, updated in place, moved and removed, and each
/// change yields its edits. Figures are per change. The baseline sorts all matches again and compares the first 50 by key.
/// </summary>
public class WindowBenchmarks
{
    private const int Top = 50;
    private const int ChangesPerRound = 4;
    private const int Rounds = 256;

    private static readonly IComparer<long> NewestFirst = Comparer<long>.Create(static (left, right) => right.CompareTo(left));
    private static readonly ChangedProperties Text = ChangedProperties.Of("text");
    private static readonly ChangedProperties CreatedAt = ChangedProperties.Of("createdAt");

    private readonly RowChange<OrderedRow<long>>[] _changes = new RowChange<OrderedRow<long>>[Rounds * ChangesPerRound];
    private OrderedView<OrderedRow<long>> _view = null!;
    private ResortedWindow _resorted = null!;
    private int _round;

    /// <summary>500 matches are held whole; of 10,000 the first 100.</summary>
    [Params(500, 10_000)]
    public int Matches { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(2);
        OrderedRow<long>[] rows = [.. Enumerable.Range(0, Matches).Select(number => new OrderedRow<long>(Key(number), 1_000_000L - (number * 10L)))];
        _view = new OrderedView<OrderedRow<long>>(OrderedRow<long>.By(NewestFirst), KeyOrder.Wire, new ViewOptions());
        _view.Open(0, Top, out _);
        var isWhole = rows.Length <= _view.WantedRows;
        _view.Load(isWhole ? rows : rows[.._view.WantedRows], isWhole, Matches);
        _resorted = new ResortedWindow(Top, rows);
        for (var round = 0; round < Rounds; round++)
        {
            var key = Key(Matches + round);
            long Place() => 1_000_000L - (random.Next(Top - 1) * 10L) - 5;
            var (first, second) = (Place(), Place());
            new[]
            {
                new RowChange<OrderedRow<long>>(key, Was: false, Is: true, new OrderedRow<long>(key, first), ChangedProperties.All),
                new RowChange<OrderedRow<long>>(key, Was: true, Is: true, new OrderedRow<long>(key, first), Text),
                new RowChange<OrderedRow<long>>(key, Was: true, Is: true, new OrderedRow<long>(key, second), CreatedAt),
                new RowChange<OrderedRow<long>>(key, Was: true, Is: false, new OrderedRow<long>(key, 0), ChangedProperties.All),
            }.CopyTo(_changes, round * ChangesPerRound);
        }

        Check();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = ChangesPerRound)]
    public int SortAgain()
    {
        var edits = 0;
        foreach (var change in NextRound())
        {
            edits += _resorted.Apply(change);
        }

        return edits;
    }

    [Benchmark(OperationsPerInvoke = ChangesPerRound)]
    public int OrderedView()
    {
        var edits = 0;
        foreach (ref readonly var change in NextRound())
        {
            edits += Apply(change);
        }

        return edits;
    }

    private static SyncKey Key(int number) => new Guid(number, 0, 0, new byte[8]);

    private ReadOnlySpan<RowChange<OrderedRow<long>>> NextRound() => _changes.AsSpan(_round++ % Rounds * ChangesPerRound, ChangesPerRound);

    private int Apply(in RowChange<OrderedRow<long>> change)
    {
        var step = _view.Apply(new ReadOnlySpan<RowChange<OrderedRow<long>>>(in change));
        return step.Refill is null ? step.Changes[0].Edits!.Count : throw new InvalidOperationException("No refill is to be needed.");
    }

    private void Check()
    {
        foreach (ref readonly var change in NextRound())
        {
            var edits = Apply(change);
            _resorted.Apply(change);
            if (edits == 0 || !_view.Page(_view.Windows[0]).SequenceEqual(_resorted.Page))
            {
                throw new InvalidOperationException($"The windows differ after {change}.");
            }
        }
    }
}
