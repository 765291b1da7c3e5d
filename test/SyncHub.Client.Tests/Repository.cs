using SyncHub.Testing;

namespace SyncHub.Client.Tests;

internal static class Repository
{
    /// <summary>The rows of a Markdown table under a heading, split into cells; the first row is the header.</summary>
    public static IReadOnlyList<string[]> ReadTable(string file, string heading)
    {
        var rows = File.ReadAllLines(WorkingTree.PathOf(file))
            .SkipWhile(line => line != heading)
            .Skip(1)
            .SkipWhile(line => !line.StartsWith('|'))
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries))
            .ToList();
        Assert.True(rows.Count > 2, $"{file} has no table under '{heading}'.");
        rows.RemoveAt(1);
        return rows;
    }
}
