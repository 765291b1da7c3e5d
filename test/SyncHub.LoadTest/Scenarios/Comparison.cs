using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Reports;

namespace SyncHub.LoadTest.Scenarios;

/// <summary>The runs of each target, the n-th of one beside the n-th of the other.</summary>
internal sealed class Comparison(IReadOnlyDictionary<Target, List<RunFigures>> figures)
{
    public IEnumerable<Target> Targets => figures.Keys.Order();

    public string Format(Target target, Func<RunFigures, double> figure, string format) =>
        new Series(figures[target].Select(figure)).Format(format);

    /// <summary>The ratio to the baseline, in the rows of the others.</summary>
    public string FormatRatio(Target target, Func<RunFigures, double> figure, Target to = Target.Bare)
    {
        if (target == to || !figures.TryGetValue(to, out var baseline))
        {
            return target == to ? "1" : "–";
        }

        return Series.Ratio(figures[target].Select(figure), baseline.Select(figure)).Format("F2");
    }

    /// <summary>SyncHub's least figure against the baseline's greatest; null where only one side was measured.</summary>
    public double? LeastRatio(Func<RunFigures, double> figure) =>
        figures.TryGetValue(Target.Bare, out var baseline) && figures.TryGetValue(Target.Sync, out var measured)
            ? measured.Min(figure) / baseline.Max(figure)
            : null;

    /// <summary>Throws where the targets did not send records of one length: the comparison would be unfair.</summary>
    public void EnsureSameLength(double tolerance)
    {
        // What rules add to a record is theirs, and to be seen in the figures.
        var lengths = figures.Where(pair => pair.Key != Target.Secured).Select(pair => pair.Value.Average(run => run.RecordBytes)).ToList();
        if (lengths.Max() - lengths.Min() > tolerance)
        {
            throw new InvalidOperationException(
                $"The records compared have {string.Join(" and ", lengths.Select(length => $"{length:F1}"))} bytes; they should have the same length.");
        }
    }
}
