namespace SyncHub.Queries;

/// <summary>
/// Patterns of <c>$like</c>: <c>%</c> stands for any text, <c>_</c> for one code point, and a backslash before <c>%</c>, <c>_</c> or itself
/// takes that character as it is.
/// </summary>
internal static class LikePattern
{
    private const char Escape = '\\';
    private const string Special = "%_\\";

    /// <summary>Whether every backslash stands before a character that needs one.</summary>
    public static bool IsValid(string pattern)
    {
        for (var index = 0; index < pattern.Length; index++)
        {
            if (pattern[index] == Escape && (++index == pattern.Length || !Special.Contains(pattern[index])))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a text as a whole fits a pattern. Takes time in proportion to the product of their lengths at worst.</summary>
    public static bool IsMatch(string text, string pattern)
    {
        int at = 0, next = 0;
        int resumeText = -1, resumePattern = -1;
        while (at < text.Length)
        {
            if (next < pattern.Length && pattern[next] == '%')
            {
                // Only the last % needs to be tried again: what came before it fits already, and as early as possible.
                resumePattern = ++next;
                resumeText = at;
            }
            else if (next < pattern.Length && Step(text, ref at, pattern, ref next))
            {
            }
            else if (resumeText >= 0)
            {
                resumeText += CodePointLength(text, resumeText);
                at = resumeText;
                next = resumePattern;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(next).Trim('%').IsEmpty;
    }

    /// <summary>
    /// The operator and text that a pattern without wildcards, or with <c>%</c> at its ends only, comes down to; null where there is none.
    /// A pattern of <c>%</c> alone is a prefix of no length.
    /// </summary>
    public static (FilterOperator Operator, string Text)? Reduce(string pattern)
    {
        var start = pattern.Length - pattern.AsSpan().TrimStart('%').Length;
        var text = new System.Text.StringBuilder(pattern.Length);
        var index = start;
        for (; index < pattern.Length && pattern[index] is not ('%' or '_'); index++)
        {
            if (pattern[index] == Escape)
            {
                index++;
            }

            text.Append(pattern[index]);
        }

        if (!pattern.AsSpan(index).Trim('%').IsEmpty)
        {
            return null;
        }

        var op = (start > 0, index < pattern.Length) switch
        {
            (false, false) => FilterOperator.Equal,
            (true, true) => FilterOperator.Contains,
            (true, false) => text.Length == 0 ? FilterOperator.StartsWith : FilterOperator.EndsWith,
            (false, true) => FilterOperator.StartsWith,
        };
        return (op, text.ToString());
    }

    private static bool Step(string text, ref int at, string pattern, ref int next)
    {
        if (pattern[next] == '_')
        {
            at += CodePointLength(text, at);
            next++;
            return true;
        }

        var literal = pattern[next] == Escape ? next + 1 : next;
        if (text[at] != pattern[literal])
        {
            return false;
        }

        at++;
        next = literal + 1;
        return true;
    }

    private static int CodePointLength(string text, int index) =>
        index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]) ? 2 : 1;
}
