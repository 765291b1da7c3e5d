using System.Globalization;

namespace SyncHub.LoadTest.Reports;

/// <summary>Prints Markdown as figures become known; progress goes elsewhere, so the output can be kept as it is.</summary>
internal sealed class MarkdownReport(TextWriter output, TextWriter progress)
{
    public void Heading(string text) => output.WriteLine($"\n## {text}\n");

    public void Paragraph(string text) => output.WriteLine($"{text}\n");

    public void Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows)
    {
        var lines = new List<IReadOnlyList<string>> { headers };
        lines.AddRange(rows);
        var widths = headers.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();

        WriteRow(headers, widths);
        WriteRow([.. widths.Select(width => new string('-', width))], widths);
        foreach (var row in lines.Skip(1))
        {
            WriteRow(row, widths);
        }

        output.WriteLine();
        output.Flush();
    }

    public void Progress(string text) =>
        progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"… {text}"));

    private void WriteRow(IReadOnlyList<string> cells, int[] widths) =>
        output.WriteLine($"| {string.Join(" | ", cells.Select((cell, column) => cell.PadRight(widths[column])))} |");
}
