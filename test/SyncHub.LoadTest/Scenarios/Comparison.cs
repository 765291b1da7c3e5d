using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Reports;

namespace SyncHub.LoadTest.Scenarios;

/// <summary>The runs of each target, the n-th of one beside the n-th of the other.</summary>
internal sealed class Comparison(IReadOnlyDictionary<Target, List<RunFigures>> figures)
{
    public IEnumerable<Target> Targets => figures.Keys.Order();

    public string Format(Target target, Func<RunFigures, double> figure, string format) =>
        new Series(figures[target].Select(figure)).Format(format);

    /// <summary>SyncHub's ratio to the baseline, in SyncHub's row.</summary>
    public string FormatRatio(Target target, Func<RunFigures, double> figure)
    {
        if (target == Target.Bare || !figures.TryGetValue(Target.Bare, out var baseline))
        {
            return target == Target.Bare ? "1" : "–";
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
        var lengths = figures.Values.Select(runs => runs.Average(run => run.RecordBytes)).ToList();
        if (lengths.Max() - lengths.Min() > tolerance)
        {
            throw new InvalidOperationException(
                $"The records compared have {string.Join(" and ", lengths.Select(length => $"{length:F1}"))} bytes; they should have the same length.");
        }
    }
}
