using System.Text.RegularExpressions;

namespace SyncHub.Queries.Patterns;

/// <summary>The options that hold at a place of a pattern.</summary>
internal readonly record struct RegexOptionSet(bool IgnoreCase, bool Multiline, bool Singleline)
{
    /// <summary>.NET's own reading of a pattern, or of a part of one.</summary>
    public static Regex Create(string pattern, RegexOptionSet options) => new(
        pattern,
        RegexOptions.CultureInvariant
        | (options.IgnoreCase ? RegexOptions.IgnoreCase : RegexOptions.None)
        | (options.Singleline ? RegexOptions.Singleline : RegexOptions.None));

    /// <summary>The options after <c>imns-imns</c>.</summary>
    public RegexOptionSet With(ReadOnlySpan<char> letters)
    {
        var (options, isOn) = (this, true);
        foreach (var letter in letters)
        {
            switch (char.ToLowerInvariant(letter))
            {
                case '-':
                    isOn = false;
                    break;
                case 'i':
                    options = options with { IgnoreCase = isOn };
                    break;
                case 'm':
                    options = options with { Multiline = isOn };
                    break;
                case 's':
                    options = options with { Singleline = isOn };
                    break;
                case 'x' when isOn:
                    throw new NotSupportedException("It ignores white space by (?x).");
            }
        }

        return options;
    }
}
