using System.Text.RegularExpressions;
using SyncHub.Testing;

namespace SyncHub.EndToEnd.Tests.Snippets;

/// <summary>What the documents show in C# and Razor is compiled, line for line, in one of the tests' folders Snippets.</summary>
public sealed partial class DocumentSnippetTests
{
    private static readonly Lazy<string[]> Compiled = new(() =>
        [.. Directory.EnumerateDirectories(WorkingTree.PathOf("test"))
            .Select(project => Path.Combine(project, "Snippets"))
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateFiles)
            .Select(file => $"{Path.GetExtension(file)}\n{Lines(File.ReadAllText(file))}")]);

    public static TheoryData<string, string, string> Blocks()
    {
        var blocks = new TheoryData<string, string, string>();
        foreach (var document in new[] { "README.md", "docs/client-guide.md", "docs/entity-framework.md" })
        {
            var text = File.ReadAllText(WorkingTree.PathOf(document));
            foreach (var block in Block().Matches(text).Where(block => block.Groups["language"].Value is "csharp" or "razor"))
            {
                var line = text.AsSpan(0, block.Index).Count('\n') + 1;
                blocks.Add($"{document}:{line}", block.Groups["language"].Value, block.Groups["code"].Value);
            }
        }

        return blocks;
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Block_InADocument_IsCompiled(string place, string language, string code)
    {
        var extension = language == "csharp" ? ".cs" : ".razor";
        var wanted = Lines(code);
        Assert.True(wanted.Length > 1, $"The block at {place} is empty.");
        Assert.True(
            Compiled.Value.Any(file => file.StartsWith(extension, StringComparison.Ordinal) && file.Contains(wanted, StringComparison.Ordinal)),
            $"The block at {place} is not in a {extension} file of test/*/Snippets:\n{code}\nBring the two in line: what a document shows has to compile.");
    }

    [Fact]
    public void Blocks_OfTheDocuments_AreSeenAtAll()
    {
        Assert.Contains(Blocks(), block => ((string)block[0]).StartsWith("README.md", StringComparison.Ordinal));
        Assert.Contains(Blocks(), block => ((string)block[0]).StartsWith("docs/entity-framework.md", StringComparison.Ordinal));
        Assert.Contains(Blocks(), block => (string)block[1] == "razor");
    }

    [Theory]
    [InlineData("var a = 1;\n\n  var b  = 2;", true)]
    [InlineData("var b = 2;\nvar a = 1;", false)]
    [InlineData("var a = 1;\nvar c = 3;", false)]
    [InlineData("a = 1;", false)]
    public void Lines_OfABlock_AreFoundAsAWholeRunOnly(string code, bool expected) =>
        Assert.Equal(expected, Lines("{\n    var a = 1;\n    var b = 2;\n\n    var c = 3;\n}").Contains(Lines(code), StringComparison.Ordinal));

    /// <summary>A text's lines without indentation, superfluous spaces and empty lines; each between line breaks, so that only whole lines match.</summary>
    private static string Lines(string text) =>
        $"\n{string.Join('\n', text.Split('\n').Select(line => Spaces().Replace(line.Trim(), " ")).Where(line => line.Length > 0))}\n";

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<code>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
