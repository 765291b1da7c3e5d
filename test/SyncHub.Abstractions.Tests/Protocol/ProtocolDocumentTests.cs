using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SyncHub.Abstractions.Tests.Protocol;

/// <summary>docs/protocol.md shows what travels, not what once did.</summary>
public sealed partial class ProtocolDocumentTests
{
    private static readonly string Document = Repository.ReadText("docs/protocol.md");

    [Fact]
    public void Examples_InTheDocument_AreTheGoldenFrames()
    {
        foreach (Match example in Example().Matches(Document))
        {
            var name = example.Groups["name"].Value;
            var shown = JsonNode.Parse(example.Groups["json"].Value);
            Assert.True(JsonNode.DeepEquals(GoldenFrame.Named(name).Payload, shown), $"docs/protocol.md shows another {name} than test/protocol-frames/{name}.json.");
        }
    }

    [Fact]
    public void Examples_InTheDocument_AreAllThereAre()
    {
        var shown = Example().Matches(Document).Select(example => example.Groups["name"].Value);

        Assert.Equal(GoldenFrame.All.Select(frame => frame.Name).Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
        Assert.Equal(Example().Count(Document), AnyJson().Count(Document));
    }

    [Fact]
    public void ErrorCodes_InTheDocument_AreAllThereAre()
    {
        var codes = typeof(SyncErrorCodes).GetFields().Select(field => (string)field.GetRawConstantValue()!);

        Assert.All(codes, code => Assert.Contains($"`{code}`", Document, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"<!-- frame: (?<name>[a-z-]+) -->\n```json\n(?<json>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("^```json", RegexOptions.Multiline)]
    private static partial Regex AnyJson();
}
