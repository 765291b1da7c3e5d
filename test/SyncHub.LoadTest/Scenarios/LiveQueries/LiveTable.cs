using System.Globalization;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Reports;

namespace SyncHub.LoadTest.Scenarios.LiveQueries;

/// <summary>Prints what was measured on a series.</summary>
internal static class LiveTable
{
    public static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>One row for each rig and way to write.</summary>
    /// <param name="run">Where it goes.</param>
    /// <param name="lines">The rigs, those of one comparison in the order of their queries.</param>
    public static void Print(LoadRun run, IReadOnlyList<LiveLine> lines)
    {
        var isCompared = lines.Any(line => line.Rig.Target == Target.Naive) && lines.Any(line => line.Rig.Target == Target.Sync);
        string[] headers =
        [
            "live queries", "rows", "server", "writes at once", "writes", "CPU µs/write", "ratio to the fewest queries", .. isCompared ? ["naive CPU / this"] : Array.Empty<string>(),
            "p50 ms", "p99 ms", "bytes/push", "allocated B/write", "source reads",
        ];
        run.Report.Table(headers, from atOnce in new[] { 1, run.Sizes.Live.AtOnce } from line in lines select Row(lines, line, atOnce, isCompared));
    }

    private static string[] Row(IReadOnlyList<LiveLine> lines, LiveLine line, int atOnce, bool isCompared)
    {
        var figures = line.Of(atOnce);
        var fewest = lines.First(other => other.Rig.Target == line.Rig.Target).Of(atOnce);
        string Format(Func<LiveFigures, double> figure, string format) => new Series(figures.Select(figure)).Format(format);
        return
        [
            Number(line.Rig.Plan.Queries),
            Number(line.Rig.Plan.Rows),
            line.Rig.Target.Title(),
            Number(atOnce),
            Number(line.Writes),
            Format(figure => figure.CpuPerWrite, figures[0].CpuPerWrite < 1000 ? "F1" : "N0"),
            Ratio(figures, fewest).Format("F2"),
            .. isCompared ? [NaiveRatio(lines, line, atOnce)] : Array.Empty<string>(),
            Format(figure => figure.Seen.P50, "F2"),
            Format(figure => figure.Seen.P99, "F2"),
            Format(figure => figure.BytesPerPush, "F0"),
            Format(figure => figure.AllocatedPerWrite, "N0"),
            Number(figures.Sum(figure => figure.SourceReads)),
        ];
    }

    private static string NaiveRatio(IReadOnlyList<LiveLine> lines, LiveLine line, int atOnce)
    {
        var naive = lines.First(other => other.Rig.Target == Target.Naive && other.Rig.Plan.Queries == line.Rig.Plan.Queries);
        return line == naive ? "1" : Ratio(naive.Of(atOnce), line.Of(atOnce)).Format("N0");
    }

    private static Series Ratio(IEnumerable<LiveFigures> figures, IEnumerable<LiveFigures> baseline) =>
        Series.Ratio(figures.Select(figure => figure.CpuPerWrite), baseline.Select(figure => figure.CpuPerWrite));
}
