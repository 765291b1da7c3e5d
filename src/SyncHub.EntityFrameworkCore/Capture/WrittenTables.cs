using System.Text.RegularExpressions;

namespace SyncHub.EntityFrameworkCore.Capture;

/// <summary>Which tables the text of a command writes, without schemas. Whatever it only reads, and names in literals and comments, is none of them. Pure.</summary>
internal static partial class WrittenTables
{
    private const string Part = """(?:"(?:[^"]|"")+"|\[[^\]]+\]|`[^`]+`|[\w$#@]+)""";
    private const string Name = Part + @"(?:\s*\.\s*" + Part + ")*";
    private const string Skipped = """'(?:[^']|'')*'|--[^\r\n]*|/\*[\s\S]*?\*/|"(?:[^"]|"")*"|\[[^\]]*\]|`[^`]*`""";
    private const string Verb =
        @"(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+(?:ABORT|FAIL|IGNORE|REPLACE|ROLLBACK))?|DELETE\s+FROM|DELETE|MERGE\s+INTO|MERGE|TRUNCATE\s+TABLE|TRUNCATE)";

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    public static IReadOnlySet<string> In(string sql)
    {
        var written = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match match in Targets().Matches(sql))
        {
            if (match.Groups["target"] is { Success: true } target)
            {
                written.Add(LastPart(target.Value));
            }
        }

        if (written.Count > 0)
        {
            // UPDATE c SET … FROM Cards AS c.
            foreach (Match match in Aliases().Matches(sql))
            {
                if (written.Contains(LastPart(match.Groups["alias"].Value)))
                {
                    written.Add(LastPart(match.Groups["table"].Value));
                }
            }
        }

        return written;
    }

    private static string LastPart(string name)
    {
        var part = Parts().Matches(name)[^1].Value;
        return part[0] switch
        {
            '"' => part[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal),
            '[' or '`' => part[1..^1],
            _ => part,
        };
    }

    [GeneratedRegex(Skipped + @"|\b" + Verb + @"(?:\s+ONLY)?\s+(?<target>" + Name + ")", Options)]
    private static partial Regex Targets();

    [GeneratedRegex(@"\b(?:FROM|JOIN)\s+(?<table>" + Name + @")\s+(?:AS\s+)?(?!(?:FROM|JOIN|WHERE|SET|ON)\b)(?<alias>" + Part + ")", Options)]
    private static partial Regex Aliases();

    [GeneratedRegex(Part, Options)]
    private static partial Regex Parts();
}
